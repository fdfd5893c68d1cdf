using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Core.Labels;
using CoCa.Inference;
using CoCa.Inference.Encoding;

namespace CoCa.Realtime.Labels;

/// <summary>
/// Makes label sets. What a text was embedded to is kept, up to 4,096 texts, so labels that change a little while the video runs cost only what is new. Several
/// templates of one label are averaged, as open_clip's zero-shot classifier does. A bundle's <see cref="LabelCalibration"/> goes into its sets. Thread-safe.
/// </summary>
public sealed class LabelEmbedder(CoCaModel model)
{
    private const int MostKept = 4096;
    private readonly Dictionary<string, float[]> _texts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The template that is used when none is given.</summary>
    public const string DefaultTemplate = "a photo of a {}";

    /// <summary>Embeds labels.</summary>
    /// <param name="names">The labels.</param>
    /// <param name="templates">Texts with <c>{}</c> where the label goes; <see cref="DefaultTemplate"/> if none are given.</param>
    /// <exception cref="InvalidInputException">No labels, or the bundle has no tokenizer.</exception>
    public LabelSet Create(IReadOnlyList<string> names, IReadOnlyList<string>? templates = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0) throw new InvalidInputException("no labels: expected at least one");
        IReadOnlyList<string> forms = templates is { Count: > 0 } ? templates : [DefaultTemplate];
        LabelCalibration? calibration = model.Bundle.Manifest.LabelCalibration;
        lock (_lock)
        {
            float[] labels = Means(names, forms), phrases = calibration is { Background.Count: > 0 } ? Means(calibration.Background, forms) : [];
            if (_texts.Count > MostKept) _texts.Clear();
            return new([.. names], labels, model.LogitScale, calibration, BackgroundPhrases.Against(phrases, labels, labels.Length / names.Count));
        }
    }

    private float[] Means(IReadOnlyList<string> names, IReadOnlyList<string> forms)
    {
        string[] texts = [.. names.SelectMany(n => forms.Select(t => t.Replace("{}", n, StringComparison.Ordinal)))];
        Embed([.. texts.Distinct(StringComparer.Ordinal).Where(t => !_texts.ContainsKey(t))]);
        int size = _texts[texts[0]].Length;
        float[] embeddings = new float[names.Count * size];
        for (int i = 0; i < names.Count; i++)
        {
            Span<float> mean = embeddings.AsSpan(i * size, size);
            for (int t = 0; t < forms.Count; t++) TensorPrimitives.Add(mean, _texts[texts[i * forms.Count + t]], mean);
            TensorPrimitives.Divide(mean, Math.Max(TensorPrimitives.Norm<float>(mean), 1e-12f), mean);
        }
        return embeddings;
    }

    private void Embed(string[] texts)
    {
        if (texts.Length == 0) return;
        TextFeatures features = model.TextEncoder.Encode(texts);
        for (int i = 0; i < texts.Length; i++) _texts[texts[i]] = features.Embedding(i).ToArray();
    }
}
