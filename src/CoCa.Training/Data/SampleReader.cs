using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Core.Tokenization;
using CoCa.Live.Pictures;

namespace CoCa.Training.Data;

/// <summary>Makes rows of batches: draws, reads, decodes, varies, encodes. Each thread has its own.</summary>
internal sealed class SampleReader(DataMix mix, ClipTokenizer tokenizer, BatchLoaderOptions options, DataReport report)
{
    /// <summary>So many samples that cannot be used one after another are no accident.</summary>
    private const int MostAttempts = 100;

    /// <summary>Where a replacement is drawn: so far ahead that no batch nearby has the same sample, which the next place would.</summary>
    private const long ReplacementDistance = 1L << 40;

    private readonly Preprocessor _preprocessor = new(options.Preprocess);
    private readonly Augmenter? _augmenter = options.Augmentation is { } a ? new(a, options.Preprocess) : null;

    /// <summary>Fills a row with the sample at a place, or with the first usable of those that stand in for it.</summary>
    /// <returns>The sample that was used.</returns>
    /// <exception cref="InvalidInputException">None was usable.</exception>
    public (int Source, int Index) Read(long position, Span<float> pixels, Span<long> ids)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            Draw draw = mix.At(options.Seed, position + attempt * ReplacementDistance);
            if (TryRead(draw, pixels, ids)) return (draw.Source, draw.Index);
        }
        DataFlaw last = report.First[^1];
        throw new InvalidInputException($"{MostAttempts} samples in a row cannot be used, such as {last.Sample}: {last.Reason}");
    }

    private bool TryRead(Draw draw, Span<float> pixels, Span<long> ids)
    {
        ISampleSource source = mix.Sources[draw.Source].Samples;
        string name = $"{source.Name}, sample {draw.Index}";
        try
        {
            TrainingSample sample = source.Read(draw.Index);
            name = $"{source.Name}: {sample.Name}";
            if (sample.Captions.Any(string.IsNullOrWhiteSpace)) report.Add(draw.Source, draw.Index, name, "a caption is empty");
            IReadOnlyList<string> texts = mix.Texts(sample, draw);
            if (texts.Count == 0) throw new InvalidInputException("it has neither a caption nor a label");
            Picture picture = PictureLoader.Decode(sample.Name, sample.Picture);
            if (_augmenter is null) picture.Preprocess(_preprocessor, pixels);
            else _augmenter.Apply(picture, draw.Seed, pixels);
            for (int i = 0; i < texts.Count; i++) tokenizer.Encode(texts[i], ids.Slice(i * options.ContextLength, options.ContextLength));
            return true;
        }
        catch (InvalidInputException e)
        {
            report.Add(draw.Source, draw.Index, name, e.Message);
            return false;
        }
    }
}
