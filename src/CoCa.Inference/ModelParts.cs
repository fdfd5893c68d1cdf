namespace CoCa.Inference;

/// <summary>Parts of a model that can be loaded ahead of their first use.</summary>
[Flags]
public enum ModelParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The image encoder.</summary>
    Images = 1,

    /// <summary>The text encoder.</summary>
    Texts = 2,

    /// <summary>The end of the pooling of windows.</summary>
    Windows = 4,

    /// <summary>The decoder.</summary>
    Captions = 8,
}
