using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Core.Labels;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;
using CoCa.Live.Pictures;
using CoCa.Realtime.Labels;
using CoCa.Training.Data;

namespace CoCa.Training.Evaluation;

/// <summary>
/// Measures a bundle on data, seeing pictures as the bundle's own preprocess shows them. Samples that cannot be read, or lack what a task needs, are left out and
/// noted in <see cref="Report"/>. One thread at a time.
/// </summary>
public sealed class ModelEvaluator
{
    private const int TextsAtOnce = 256;

    private readonly CoCaModel _model;
    private readonly EvaluationOptions _options;
    private readonly Action<string, int, int> _progress;
    private readonly Preprocessor _preprocessor;

    /// <summary>Makes an evaluator.</summary>
    /// <param name="model">The model; stays the caller's.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told what is being done, how much of it is done, and how much there is.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public ModelEvaluator(CoCaModel model, EvaluationOptions? options = null, Action<string, int, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _options, _progress) = (model, options ?? new(), progress ?? ((_, _, _) => { }));
        _options.Validate();
        _preprocessor = new(model.Bundle.Manifest.Preprocess);
    }

    /// <summary>What was wrong with the data.</summary>
    public DataReport Report { get; } = new();

    /// <summary>Captions every picture that has captions and compares.</summary>
    /// <exception cref="InvalidInputException">No sample has captions, or the bundle has no tokenizer.</exception>
    public CaptionEvaluation EvaluateCaptions(ISampleSource data, CancellationToken cancellationToken = default)
    {
        if (_model.Tokenizer is null) throw new InvalidInputException($"{_model.Bundle.Manifest.Name} has no tokenizer: its captions are no words");
        GenerationOptions generation = _options.Generation ?? new() { MaxLength = Math.Min(GenerationOptions.Default.MaxLength, _model.Captioner.MaxLength) };
        List<CaptionedSample> captions = [];
        foreach (TrainingSample[] batch in Encode(data, 0, ImageOutputs.Tokens, HasCaptions, out ImageFeatures features, cancellationToken))
        {
            IReadOnlyList<GeneratedCaption> generated = _model.Captioner.Generate(features, generation, null, cancellationToken);
            for (int i = 0; i < batch.Length; i++) captions.Add(new(batch[i].Name, generated[i].Text ?? "", batch[i].Captions));
        }
        RequireAny(captions.Count, data, "captions");
        return new(CaptionMetrics.Score([.. captions.Select(c => c.Caption)], [.. captions.Select(c => c.References)]), captions);
    }

    /// <summary>Ranks all pictures with captions against all their captions.</summary>
    /// <exception cref="InvalidInputException">No sample has captions, or the bundle has no tokenizer.</exception>
    public RetrievalScores EvaluateRetrieval(ISampleSource data, CancellationToken cancellationToken = default)
    {
        (List<float> images, List<TrainingSample> samples) = Embed(data, 0, HasCaptions, cancellationToken);
        RequireAny(samples.Count, data, "captions");
        (string Text, int Owner)[] texts = [.. samples.SelectMany((s, i) => s.Captions.Select(c => (c, i)))];
        List<float> embeddings = new(texts.Length * _model.TextEncoder.EmbedSize);
        foreach ((string Text, int Owner)[] chunk in texts.Chunk(TextsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.AddRange(_model.TextEncoder.Encode([.. chunk.Select(t => t.Text)]).Embeddings);
            _progress("texts", embeddings.Count / _model.TextEncoder.EmbedSize, texts.Length);
        }
        return RetrievalMetrics.Score(images.ToArray(), embeddings.ToArray(), [.. texts.Select(t => t.Owner)]);
    }

    /// <summary>Chooses among the labels that occur in the data.</summary>
    /// <exception cref="InvalidInputException">No sample has a label, or the bundle has no tokenizer.</exception>
    public ClassificationScores EvaluateZeroShot(ISampleSource data, CancellationToken cancellationToken = default)
    {
        (List<float> images, List<TrainingSample> samples) = Embed(data, 0, HasLabel, cancellationToken);
        RequireAny(samples.Count, data, "labels");
        string[] labels = LabelsOf(samples);
        ZeroShotClassifier classifier = new(_model.TextEncoder, labels, _options.LabelTemplates);
        ReadOnlySpan<float> all = images.ToArray();
        int size = all.Length / samples.Count, first = 0, firstFive = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            IReadOnlyList<int> ranking = classifier.Rank(all.Slice(i * size, size));
            int place = Enumerable.Range(0, Math.Min(5, ranking.Count)).FirstOrDefault(r => labels[ranking[r]] == samples[i].Label, 5);
            if (place == 0) first++;
            if (place < 5) firstFive++;
        }
        return new((double)first / samples.Count, (double)firstFive / samples.Count, labels.Length, samples.Count);
    }

    /// <summary>Asks how far the probabilities of the labels that occur in the data can be believed, with the bundle's calibration and without.</summary>
    /// <exception cref="InvalidInputException">No sample has a label, or the bundle has no tokenizer.</exception>
    public CalibrationScores EvaluateLabels(ISampleSource data, CancellationToken cancellationToken = default)
    {
        (List<float> images, List<TrainingSample> samples) = Embed(data, 0, HasLabel, cancellationToken);
        RequireAny(samples.Count, data, "labels");
        string[] labels = LabelsOf(samples);
        LabelSet set = new LabelEmbedder(_model).Create(labels, _options.LabelTemplates);
        ReadOnlySpan<float> all = images.ToArray();
        int size = all.Length / samples.Count;
        float[] probabilities = new float[labels.Length], cosines = new float[labels.Length];
        List<double> with = [], without = [];
        List<bool> isRight = [];
        for (int i = 0; i < samples.Count; i++)
        {
            set.Similarities(all.Slice(i * size, size), cosines);
            set.Probabilities(all.Slice(i * size, size), probabilities);
            int best = TensorPrimitives.IndexOfMax<float>(cosines);
            isRight.Add(labels[best] == samples[i].Label);
            with.Add(probabilities[best]);
            TensorPrimitives.Multiply(cosines, _model.LogitScale, cosines);
            TensorPrimitives.SoftMax(cosines, cosines);
            without.Add(cosines[best]);
        }
        return new((double)isRight.Count(r => r) / samples.Count, CalibrationError.Expected(with, isRight), CalibrationError.Expected(without, isRight), with.Average(), without.Average(), labels.Length, samples.Count);
    }

    /// <summary>Fits how labels' cosines become probabilities to labelled pictures.</summary>
    /// <param name="data">The pictures; <see cref="EvaluationOptions.Limit"/> counts.</param>
    /// <param name="turned">
    /// Looks at the pictures turned by a quarter, a half and three quarters instead of upright: for those that the model was trained on. It knows them by heart, and what it is sure of there says nothing of others.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidInputException">Less than two labels, the bundle has no tokenizer, or it sees no square and pictures are to be turned.</exception>
    public LabelCalibration FitLabels(ISampleSource data, bool turned, CancellationToken cancellationToken = default)
    {
        List<float[]> images = [];
        List<TrainingSample> samples = [];
        foreach (TrainingSample[] batch in Encode(data, 0, ImageOutputs.Embedding, HasLabel, out ImageFeatures features, cancellationToken))
        {
            float[][] upright = turned ? [.. Enumerable.Range(0, batch.Length).Select(i => features.Pixels(i).ToArray())] : [];
            for (int quarters = turned ? 1 : 0; quarters <= (turned ? PictureTurns.Count : 0); quarters++)
            {
                for (int i = 0; i < upright.Length; i++) PictureTurns.Turn(upright[i], quarters, features.Pixels(i), _model.Config.Vision.ImageWidth, _model.Config.Vision.ImageHeight);
                if (turned) _model.ImageEncoder.Encode(features, batch.Length);
                for (int i = 0; i < batch.Length; i++) images.Add(features.Embedding(i).ToArray());
                samples.AddRange(batch.Select(s => s with { Picture = [] }));
            }
        }
        RequireAny(samples.Count, data, "labels");
        string[] labels = LabelsOf(samples);
        if (labels.Length < 2) throw new InvalidInputException($"{data.Name}: has one label only, expected two or more to tell apart");
        ZeroShotClassifier known = new(_model.TextEncoder, labels, _options.LabelTemplates), phrases = new(_model.TextEncoder, BackgroundPhrases.Default, _options.LabelTemplates);
        int size = images[0].Length;
        float[] names = known.Vectors.ToArray(), background = BackgroundPhrases.Against(phrases.Vectors, names, size);
        LabelledCosines[] pictures = [.. images.Select((e, i) => new LabelledCosines(Cosines(names, e), Cosines(background, e), Array.IndexOf(labels, samples[i].Label)))];
        return CalibrationFit.Fit(pictures, _model.LogitScale, BackgroundPhrases.Default, $"{Path.GetFileName(data.Name)}: {images.Count} {(turned ? "turned views" : "pictures")}, {labels.Length} labels");

        static float[] Cosines(float[] texts, float[] image)
        {
            float[] cosines = new float[texts.Length / image.Length];
            for (int i = 0; i < cosines.Length; i++) cosines[i] = TensorPrimitives.Dot<float>(texts.AsSpan(i * image.Length, image.Length), image);
            return cosines;
        }
    }

    /// <summary>Trains a linear classifier on the embeddings of one set of labelled pictures and scores it on another. What has a label that the first set lacks counts as wrong.</summary>
    /// <exception cref="InvalidInputException">A set has no labels.</exception>
    public ClassificationScores EvaluateLinearProbe(ISampleSource train, ISampleSource data, CancellationToken cancellationToken = default)
    {
        (List<float> known, List<TrainingSample> teachers) = Embed(train, 1, HasLabel, cancellationToken);
        (List<float> images, List<TrainingSample> samples) = Embed(data, 0, HasLabel, cancellationToken);
        RequireAny(teachers.Count, train, "labels");
        RequireAny(samples.Count, data, "labels");
        string[] labels = LabelsOf(teachers);
        LinearProbe probe = LinearProbe.Train(known.ToArray(), [.. teachers.Select(s => Array.IndexOf(labels, s.Label))], _options.ProbeDecay);
        return new(probe.Accuracy(images.ToArray(), [.. samples.Select(s => Array.IndexOf(labels, s.Label))]), null, labels.Length, samples.Count);
    }

    private static string[] LabelsOf(IEnumerable<TrainingSample> samples) => [.. samples.Select(s => s.Label!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? HasCaptions(TrainingSample sample) => sample.Captions.Any(c => !string.IsNullOrWhiteSpace(c)) ? null : "it has no caption";

    private static string? HasLabel(TrainingSample sample) => string.IsNullOrWhiteSpace(sample.Label) ? "it has no label" : null;

    private void RequireAny(int count, ISampleSource data, string what)
    {
        if (count == 0) throw new InvalidInputException($"{data.Name}: no sample has {what}{(Report.First is [var flaw, ..] ? $", such as {flaw.Sample}: {flaw.Reason}" : "")}");
    }

    private (List<float> Embeddings, List<TrainingSample> Samples) Embed(ISampleSource data, int source, Func<TrainingSample, string?> complaint, CancellationToken cancellationToken)
    {
        List<float> embeddings = [];
        List<TrainingSample> samples = [];
        foreach (TrainingSample[] batch in Encode(data, source, ImageOutputs.Embedding, complaint, out ImageFeatures features, cancellationToken))
        {
            for (int i = 0; i < batch.Length; i++) embeddings.AddRange(features.Embedding(i));
            samples.AddRange(batch.Select(s => s with { Picture = [] }));
        }
        return (embeddings, samples);
    }

    /// <summary>Encodes batch after batch; each is in <paramref name="features"/> while the caller has its samples.</summary>
    private IEnumerable<TrainingSample[]> Encode(
        ISampleSource data, int source, ImageOutputs outputs, Func<TrainingSample, string?> complaint, out ImageFeatures features, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ImageFeatures buffers = features = _model.ImageEncoder.CreateFeatures(_options.BatchSize, outputs);
        return Batches();

        IEnumerable<TrainingSample[]> Batches()
        {
            using ImageFeatures owned = buffers;
            int total = source == 0 ? Math.Min(data.Count, _options.Limit ?? int.MaxValue) : data.Count;
            for (int first = 0; first < total; first += _options.BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (TrainingSample Sample, float[] Pixels)?[] read = new (TrainingSample, float[])?[Math.Min(_options.BatchSize, total - first)];
                Parallel.For(0, read.Length, i => read[i] = TryRead(data, source, first + i, complaint));
                TrainingSample[] samples = [.. read.OfType<(TrainingSample Sample, float[])>().Select(r => r.Sample)];
                int slot = 0;
                foreach ((TrainingSample _, float[] pixels) in read.OfType<(TrainingSample, float[])>()) pixels.CopyTo(buffers.Pixels(slot++));
                if (slot > 0)
                {
                    _model.ImageEncoder.Encode(buffers, slot);
                    yield return samples;
                }
                _progress(data.Name, first + read.Length, total);
            }
        }
    }

    private (TrainingSample, float[])? TryRead(ISampleSource data, int source, int index, Func<TrainingSample, string?> complaint)
    {
        string name = $"{data.Name}, sample {index}";
        try
        {
            TrainingSample sample = data.Read(index);
            name = $"{data.Name}: {sample.Name}";
            if (complaint(sample) is { } missing) throw new InvalidInputException(missing);
            float[] pixels = new float[_preprocessor.PixelCount];
            PictureLoader.Decode(sample.Name, sample.Picture).Preprocess(_preprocessor, pixels);
            return (sample with { Captions = [.. sample.Captions.Where(c => !string.IsNullOrWhiteSpace(c))] }, pixels);
        }
        catch (InvalidInputException e)
        {
            Report.Add(source, index, name, e.Message);
            return null;
        }
    }
}
