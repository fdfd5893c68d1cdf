namespace CoCa.Core.Preprocessing;

/// <summary>Which values a frame's luma and chroma may take.</summary>
public enum YuvRange
{
    /// <summary>Luma 16 to 235, chroma 16 to 240 (video, "tv").</summary>
    Limited,

    /// <summary>All three 0 to 255 (JPEG, "pc").</summary>
    Full,
}
