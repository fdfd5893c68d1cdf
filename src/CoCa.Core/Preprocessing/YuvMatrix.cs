namespace CoCa.Core.Preprocessing;

/// <summary>Which standard's weights turned red, green and blue into luma and chroma.</summary>
public enum YuvMatrix
{
    /// <summary>ITU-R BT.601: standard definition, cameras, and what says nothing.</summary>
    Bt601,

    /// <summary>ITU-R BT.709: high definition.</summary>
    Bt709,
}
