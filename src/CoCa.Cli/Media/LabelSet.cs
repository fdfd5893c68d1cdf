using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Inference.Encoding;

namespace CoCa.Cli.Media;

/// <summary>Labels and their text embeddings; several templates of one label are averaged, as open_clip's zero-shot classifier does.</summary>
internal sealed class LabelSet
{
    private readonly float[] _embeddings;
    private readonly int _size;
    private readonly float _scale;

    private LabelSet(IReadOnlyList<string> names, float[] embeddings, float scale) => (Names, _embeddings, _size, _scale) = (names, embeddings, embeddings.Length / names.Count, scale);

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Embeds labels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">The labels.</param>
    /// <param name="templates">Texts with <c>{}</c> where the label goes.</param>
    public static LabelSet Create(CoCaModel model, IReadOnlyList<string> names, IReadOnlyList<string> templates)
    {
        if (names.Count == 0) throw new InvalidInputException("no labels: expected at least one");
        TextFeatures texts = model.TextEncoder.Encode([.. names.SelectMany(n => templates.Select(t => t.Replace("{}", n, StringComparison.Ordinal)))]);
        int size = texts.EmbedSize;
        float[] embeddings = new float[names.Count * size];
        for (int i = 0; i < names.Count; i++)
        {
            Span<float> mean = embeddings.AsSpan(i * size, size);
            for (int t = 0; t < templates.Count; t++) TensorPrimitives.Add(mean, texts.Embedding(i * templates.Count + t), mean);
            TensorPrimitives.Divide(mean, Math.Max(TensorPrimitives.Norm<float>(mean), 1e-12f), mean);
        }
        return new(names, embeddings, model.LogitScale);
    }

    /// <summary>Reads labels from the command line or a file, a label a line.</summary>
    public static IReadOnlyList<string> Read(string? list, string? file)
    {
        IEnumerable<string> names = list?.Split(',') ?? [];
        if (file is not null) names = names.Concat(Lines(file));
        return [.. names.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file}: cannot be read: {FileProblem.Of(e)}; expected a text file with a label a line", e);
        }
    }

    /// <summary>Each label's probability [labels]: the softmax over the scaled cosines to an embedding.</summary>
    public void Probabilities(ReadOnlySpan<float> embedding, Span<float> probabilities)
    {
        for (int i = 0; i < Names.Count; i++) probabilities[i] = _scale * TensorPrimitives.Dot(_embeddings.AsSpan(i * _size, _size), embedding);
        TensorPrimitives.SoftMax(probabilities, probabilities);
    }

    /// <summary>The most probable labels, best first.</summary>
    public IReadOnlyList<(string Name, float P)> Top(ReadOnlySpan<float> embedding, int count)
    {
        float[] p = new float[Names.Count];
        Probabilities(embedding, p);
        return [.. Enumerable.Range(0, p.Length).OrderByDescending(i => p[i]).Take(count).Select(i => (Names[i], p[i]))];
    }
}
