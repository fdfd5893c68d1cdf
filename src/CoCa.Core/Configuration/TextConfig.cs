namespace CoCa.Core.Configuration;

/// <summary>The unimodal text tower: causal layers, with a class position at the end of the sequence.</summary>
public sealed record TextConfig
{
    /// <summary>L: the number of token ids of a text; the class position comes after them.</summary>
    public required int ContextLength { get; init; }

    /// <summary>V: the size of the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>D: the width.</summary>
    public required int Width { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The number of transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The width of the feed-forward layer as a multiple of <see cref="Width"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>The initial layer scale; null where blocks have none.</summary>
    public double? LayerScale { get; init; }

    /// <summary>The id that fills a text up to the context length.</summary>
    public int PadId { get; init; }

    /// <summary>The width of the feed-forward layer.</summary>
    public int MlpWidth => (int)(Width * MlpRatio);
}
