using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Inference.Encoding;

namespace CoCa.Training.Evaluation;

/// <summary>Labels as texts: a label's vector is the mean of the embeddings of its templates, of unit length; the nearest label wins (the first of equals).</summary>
public sealed class ZeroShotClassifier
{
    private readonly float[] _labels;
    private readonly int _size;

    /// <summary>Embeds labels.</summary>
    /// <param name="encoder">The text tower.</param>
    /// <param name="labels">The labels; at least one.</param>
    /// <param name="templates">Texts with <c>{}</c> where a label goes; at least one.</param>
    /// <exception cref="InvalidInputException">No label, no template, a template without <c>{}</c>, or a model without a tokenizer.</exception>
    public ZeroShotClassifier(TextEncoder encoder, IReadOnlyList<string> labels, IReadOnlyList<string> templates)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(templates);
        if (labels.Count == 0 || templates.Count == 0) throw new InvalidInputException($"{labels.Count} labels and {templates.Count} templates, must be one of each at least");
        if (templates.FirstOrDefault(t => !t.Contains("{}", StringComparison.Ordinal)) is { } wrong) throw new InvalidInputException($"the template \"{wrong}\" has no {{}} for the label");
        TextFeatures texts = encoder.Encode([.. labels.SelectMany(l => templates.Select(t => t.Replace("{}", l, StringComparison.Ordinal)))]);
        (Labels, _size, _labels) = (labels, texts.EmbedSize, new float[labels.Count * texts.EmbedSize]);
        for (int i = 0; i < labels.Count; i++)
        {
            Span<float> mean = _labels.AsSpan(i * _size, _size);
            for (int t = 0; t < templates.Count; t++) TensorPrimitives.Add(mean, texts.Embedding(i * templates.Count + t), mean);
            TensorPrimitives.Divide(mean, Math.Max(TensorPrimitives.Norm<float>(mean), 1e-12f), mean);
        }
    }

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The labels' vectors [labels, E].</summary>
    internal ReadOnlySpan<float> Vectors => _labels;

    /// <summary>The labels' numbers, the nearest to a picture's embedding <c>[E]</c> first.</summary>
    public IReadOnlyList<int> Rank(ReadOnlySpan<float> embedding)
    {
        float[] cosines = new float[Labels.Count];
        for (int i = 0; i < cosines.Length; i++) cosines[i] = TensorPrimitives.Dot(embedding, _labels.AsSpan(i * _size, _size));
        return [.. Enumerable.Range(0, cosines.Length).OrderByDescending(i => cosines[i])];
    }
}
