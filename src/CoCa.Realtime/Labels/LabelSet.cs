using System.Numerics.Tensors;
using CoCa.Core.Labels;

namespace CoCa.Realtime.Labels;

/// <summary>Labels and their text embeddings, made by a <see cref="LabelEmbedder"/>. Immutable; share it between streams and threads.</summary>
public sealed class LabelSet
{
    /// <summary>Phrases of a background for which no memory is allocated.</summary>
    private const int PhrasesOnStack = 256;

    private readonly float[] _embeddings, _background;
    private readonly LabelCalibration? _calibration;
    private readonly int _size;
    private readonly float _scale;

    internal LabelSet(IReadOnlyList<string> names, float[] embeddings, float scale, LabelCalibration? calibration = null, float[]? background = null) =>
        (Names, _embeddings, _size, _scale, _calibration, _background) = (names, embeddings, embeddings.Length / names.Count, scale, calibration, background ?? []);

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether probabilities are those of the bundle's calibration. Without one they are a softmax over these labels alone: a single label always has 1.</summary>
    public bool IsCalibrated => _calibration is not null;

    /// <summary>Each label's probability [labels] for an embedding [E] of unit length, by <see cref="LabelCalibration"/>, or else by the softmax over the scaled cosines.</summary>
    public void Probabilities(ReadOnlySpan<float> embedding, Span<float> probabilities) => Probabilities(embedding, [], probabilities, []);

    /// <summary>Each label's cosine [labels], -1 to 1, to an embedding [E] of unit length.</summary>
    public void Similarities(ReadOnlySpan<float> embedding, Span<float> cosines) => Dots(_embeddings, embedding, cosines[..Names.Count]);

    /// <summary>The same as seen in a scene.</summary>
    /// <param name="embedding">[E], of unit length.</param>
    /// <param name="usual">What each label's <paramref name="excess"/> usually is in this scene [labels]; empty if that is not known.</param>
    /// <param name="probabilities">[labels].</param>
    /// <param name="excess">How far each label lies above the level of wrong labels [labels], of a calibrated set; may be empty.</param>
    internal void Probabilities(ReadOnlySpan<float> embedding, ReadOnlySpan<float> usual, Span<float> probabilities, Span<float> excess)
    {
        probabilities = probabilities[..Names.Count];
        Similarities(embedding, probabilities);
        if (_calibration is null)
        {
            TensorPrimitives.Multiply(probabilities, _scale, probabilities);
            TensorPrimitives.SoftMax(probabilities, probabilities);
            return;
        }
        int phrases = _background.Length / _size;
        Span<float> background = phrases <= PhrasesOnStack ? stackalloc float[phrases] : new float[phrases];
        Dots(_background, embedding, background);
        if (!excess.IsEmpty) TensorPrimitives.Subtract(probabilities, _calibration.Level + (phrases > 0 ? TensorPrimitives.Sum<float>(background) / phrases : 0), excess);
        if (!usual.IsEmpty) TensorPrimitives.Subtract(probabilities, usual, probabilities);
        _calibration.Apply(probabilities, background);
    }

    private void Dots(float[] texts, ReadOnlySpan<float> embedding, Span<float> cosines)
    {
        for (int i = 0; i < cosines.Length; i++) cosines[i] = TensorPrimitives.Dot(texts.AsSpan(i * _size, _size), embedding);
    }
}
