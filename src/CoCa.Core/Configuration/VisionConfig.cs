namespace CoCa.Core.Configuration;

/// <summary>The image tower: a vision transformer over patches, or over the feature map of a convolutional stem.</summary>
public sealed record VisionConfig
{
    /// <summary>Height of the input picture, px.</summary>
    public required int ImageHeight { get; init; }

    /// <summary>Width of the input picture, px.</summary>
    public required int ImageWidth { get; init; }

    /// <summary>Height of a patch, px (of the stem's feature map where there is a stem).</summary>
    public required int PatchHeight { get; init; }

    /// <summary>Width of a patch, px (of the stem's feature map where there is a stem).</summary>
    public required int PatchWidth { get; init; }

    /// <summary>W: the width of the trunk.</summary>
    public required int Width { get; init; }

    /// <summary>The number of transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The width of one attention head, where it divides <see cref="Width"/>; see <see cref="Heads"/>.</summary>
    public int HeadWidth { get; init; } = 64;

    /// <summary>The width of the feed-forward layer as a multiple of <see cref="Width"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>The initial layer scale; null where blocks have none.</summary>
    public double? LayerScale { get; init; }

    /// <summary>Whether the norm before the first block is left out.</summary>
    public bool NoLnPre { get; init; }

    /// <summary>What reads the trunk tokens.</summary>
    public PoolerKind Pooler { get; init; }

    /// <summary>Q: the number of learned queries of the (generative) pooler.</summary>
    public int PoolerQueries { get; init; } = 256;

    /// <summary>The number of the poolers' attention heads.</summary>
    public int PoolerHeads { get; init; } = 8;

    /// <summary>A convolutional stem in front of the patch embedding, or null.</summary>
    public ConvStem? Stem { get; init; }

    /// <summary>The number of attention heads of a block: <see cref="Width"/> / <see cref="HeadWidth"/>, rounded down.</summary>
    public int Heads => Width / HeadWidth;

    /// <summary>The width of the feed-forward layer.</summary>
    public int MlpWidth => (int)(Width * MlpRatio);

    /// <summary>The number of rows of the patch grid; pixels beyond the last whole patch are not used.</summary>
    public int GridHeight => (Stem is null ? ImageHeight : Stem.OutputSize(ImageHeight, ImageWidth).Height) / PatchHeight;

    /// <summary>The number of columns of the patch grid.</summary>
    public int GridWidth => (Stem is null ? ImageWidth : Stem.OutputSize(ImageHeight, ImageWidth).Width) / PatchWidth;

    /// <summary>P: the number of patches.</summary>
    public int Patches => GridHeight * GridWidth;

    /// <summary>1 + P: the number of trunk tokens, the class token first.</summary>
    public int Tokens => 1 + Patches;

    /// <summary>The number of tokens that the decoder attends to for one picture.</summary>
    public int ContextTokens => Pooler switch
    {
        PoolerKind.None => Patches,
        PoolerKind.Single => PoolerQueries - 1,
        _ => PoolerQueries,
    };
}
