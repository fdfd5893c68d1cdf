namespace CoCa.Inference.Encoding;

/// <summary>What the text tower made of a batch of texts.</summary>
public sealed class TextFeatures
{
    private readonly float[] _features;
    private readonly float[] _embeddings;
    private readonly float[] _tokens;

    internal TextFeatures(int count, int embed, int tokenEntries)
    {
        (Count, EmbedSize) = (count, embed);
        (_features, _embeddings, _tokens) = (new float[count * embed], new float[count * embed], new float[count * tokenEntries]);
    }

    /// <summary>Texts.</summary>
    public int Count { get; }

    /// <summary>E: entries of an embedding.</summary>
    public int EmbedSize { get; }

    /// <summary>All embeddings [B, E], of unit length.</summary>
    public ReadOnlySpan<float> Embeddings => _embeddings;

    /// <summary>The embedding [E] of a text, of unit length.</summary>
    public ReadOnlySpan<float> Embedding(int i) => EmbeddingRow(i);

    /// <summary>The embedding [E] before it was normalised.</summary>
    public ReadOnlySpan<float> Features(int i) => FeaturesRow(i);

    /// <summary>The tower's output [L, D] of a text, without the class position; empty unless it was asked for.</summary>
    public ReadOnlySpan<float> Tokens(int i) => TokensRow(i);

    internal Span<float> EmbeddingRow(int i) => _embeddings.AsSpan(i * EmbedSize, EmbedSize);

    internal Span<float> FeaturesRow(int i) => _features.AsSpan(i * EmbedSize, EmbedSize);

    internal Span<float> TokensRow(int i) => _tokens.AsSpan(i * (_tokens.Length / Count), _tokens.Length / Count);
}
