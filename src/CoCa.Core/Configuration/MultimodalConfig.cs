namespace CoCa.Core.Configuration;

/// <summary>
/// The multimodal decoder: each layer is a causal self-attention block followed by a cross-attention block over the image tokens.
/// Its feed-forward layers are always four times as wide (the reference reads no ratio for it).
/// </summary>
public sealed record MultimodalConfig
{
    /// <summary>The number of positions that the decoder was made for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>V: the size of the vocabulary, the width of the logits; equals the text tower's.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>D: the width; equals the text tower's.</summary>
    public required int Width { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The number of layers, each with self- and cross-attention.</summary>
    public required int Layers { get; init; }

    /// <summary>The initial layer scale; null where blocks have none.</summary>
    public double? LayerScale { get; init; }

    /// <summary>The width of the feed-forward layer.</summary>
    public int MlpWidth => Width * 4;
}
