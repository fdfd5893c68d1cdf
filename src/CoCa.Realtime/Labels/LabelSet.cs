using System.Numerics.Tensors;

namespace CoCa.Realtime.Labels;

/// <summary>Labels and their text embeddings, made by a <see cref="LabelEmbedder"/>. Immutable; share it between streams and threads.</summary>
public sealed class LabelSet
{
    private readonly float[] _embeddings;
    private readonly int _size;
    private readonly float _scale;

    internal LabelSet(IReadOnlyList<string> names, float[] embeddings, float scale) => (Names, _embeddings, _size, _scale) = (names, embeddings, embeddings.Length / names.Count, scale);

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Each label's probability [labels]: the softmax over the scaled cosines to an embedding [E] of unit length.</summary>
    public void Probabilities(ReadOnlySpan<float> embedding, Span<float> probabilities)
    {
        Similarities(embedding, probabilities);
        TensorPrimitives.Multiply(probabilities[..Names.Count], _scale, probabilities);
        TensorPrimitives.SoftMax(probabilities, probabilities);
    }

    /// <summary>Each label's cosine [labels], -1 to 1, to an embedding [E] of unit length.</summary>
    public void Similarities(ReadOnlySpan<float> embedding, Span<float> cosines)
    {
        for (int i = 0; i < Names.Count; i++) cosines[i] = TensorPrimitives.Dot(_embeddings.AsSpan(i * _size, _size), embedding);
    }
}
