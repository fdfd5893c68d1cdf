using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests;

/// <summary>Every recorded number and caption of the reference, in fp32 on the processor.</summary>
public sealed class ParityTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Models => [.. RecordedModel.Names];

    [Theory, MemberData(nameof(Models))]
    public void Image_outputs_equal_the_recorded_ones(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, model.ImageEncoder.Layout.Available);
        for (int i = 0; i < 3; i++)
        {
            Near(recorded, "out.image_features_raw", i, features.Features(i));
            Near(recorded, "out.image_features", i, features.Embedding(i), 1e-5);
            Near(recorded, "out.image_tokens", i, features.Tokens(i));
            Near(recorded, "out.trunk_tokens", i, features.Trunk(i));
        }
        Assert.Equal(recorded.Io.Floats("out.logit_scale")[0], model.LogitScale, 1e-4);
    }

    [Theory, MemberData(nameof(Models))]
    public void Text_outputs_equal_the_recorded_ones_at_full_length_and_cut(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        TextFeatures full = model.TextEncoder.Encode(recorded.Io.Longs("in.text"), 3, tokens: true), cut = model.TextEncoder.Encode(recorded.Io.Longs("in.text"), 3);
        for (int i = 0; i < 3; i++)
        {
            Near(recorded, "out.text_features_raw", i, full.Features(i));
            Near(recorded, "out.text_features", i, full.Embedding(i), 1e-5);
            Near(recorded, "out.text_tokens", i, full.Tokens(i));
            Near(recorded, "out.text_features_raw", i, cut.Features(i));
            Near(recorded, "out.text_features", i, cut.Embedding(i), 1e-5);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Logits_equal_the_recorded_ones_padded_rows_included(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        long[] ids = [.. recorded.IdRows("in.text").SelectMany(row => row[..^1])];
        float[] logits = model.Captioner.Logits(recorded.Io.Floats("out.image_tokens"), 3, ids), expected = recorded.Io.Floats("out.logits");
        Assert.Equal(expected.Length, logits.Length);
        for (int i = 0; i < logits.Length; i++) Assert.True(Math.Abs(expected[i] - logits[i]) < Tolerance, $"logit {i}: {logits[i]}, recorded {expected[i]}");
    }

    [Theory, MemberData(nameof(Models))]
    public void Every_recorded_caption_comes_out_token_for_token(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
        List<string> tested = [];
        foreach (string tensor in recorded.Io.Tensors.Select(t => t.Name).Where(n => n.StartsWith("gen.", StringComparison.Ordinal)))
        {
            if (Options(tensor["gen.".Length..], recorded) is not { } options) continue;
            IReadOnlyList<GeneratedCaption> captions = model.Captioner.Generate(features, options);
            IReadOnlyList<long[]> expected = recorded.IdRows(tensor);
            for (int i = 0; i < 3; i++) Assert.True(Padded(captions[i], expected[i].Length).SequenceEqual(expected[i]),
                $"{tensor} of picture {i}: {string.Join(' ', captions[i].Ids)}, recorded {string.Join(' ', expected[i])}");
            tested.Add(tensor);
        }
        Assert.True(tested.Count >= 12, $"only {string.Join(' ', tested)}");
    }

    [Theory, MemberData(nameof(Models))]
    public void All_true_beams_and_their_scores_equal_the_recorded_ones(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        using ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
        GenerationOptions options = Options("truebeam4", recorded)! with { KeepAllBeams = true };
        IReadOnlyList<GeneratedCaption> captions = model.Captioner.Generate(features, options);
        IReadOnlyList<long[]> ids = recorded.IdRows("gen.truebeam4.all");
        float[] scores = recorded.Io.Floats("gen.truebeam4.scores");
        for (int i = 0; i < 12; i++)
        {
            GeneratedCaption beam = captions[i / 4].Beams[i % 4];
            Assert.Equal(ids[i], Padded(beam, ids[i].Length));
            Assert.Equal(scores[i], beam.Score, 1e-3);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void The_first_logits_equal_the_recorded_ones(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name);
        long start = recorded.Special.Start;
        float[] logits = model.Captioner.Logits(recorded.Io.Floats("out.image_tokens"), 3, [start, start, start]), expected = recorded.Io.Floats("gen.first_logits");
        for (int i = 0; i < logits.Length; i++) Assert.Equal(expected[i], logits[i], Tolerance);
    }

    /// <summary>The call behind a recorded tensor's name; null if it is no caption.</summary>
    internal static GenerationOptions? Options(string name, RecordedModel recorded)
    {
        string[] parts = name.Split('_');
        GenerationOptions? options = parts[0] switch
        {
            "greedy" => recorded.Options with { Method = GenerationMethod.Greedy },
            "beam6x3" => recorded.Options with { Method = GenerationMethod.OpenClipBeam, Beams = 6, BeamGroups = 3 },
            "beam4x1" => recorded.Options with { Method = GenerationMethod.OpenClipBeam, Beams = 4, BeamGroups = 1 },
            "truebeam4" => recorded.Options with { Method = GenerationMethod.Beam, Beams = 4, MinLength = 0, LengthPenalty = 0 },
            _ => null,
        };
        if (options is null) return null;
        foreach (string part in parts[1..])
        {
            options = part switch
            {
                "rep1.3" => options with { RepetitionPenalty = 1.3 },
                "min8" => options with { MinLength = 8 },
                "fixed" => options with { FixedOutputLength = true },
                "prompt" => options with { Prompts = recorded.IdRows("gen.prompt") },
                _ => throw new ArgumentException($"what is {part} in {name}?"),
            };
        }
        return options;
    }

    private static IEnumerable<long> Padded(GeneratedCaption caption, int length) => caption.Ids.Concat(Enumerable.Repeat(0L, Math.Max(0, length - caption.Ids.Count)));

    private static void Near(RecordedModel recorded, string tensor, int picture, ReadOnlySpan<float> actual, double tolerance = Tolerance)
    {
        float[] expected = recorded.Io.Floats(tensor);
        Assert.Equal(expected.Length, 3 * actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected[picture * actual.Length + i] - actual[i]) < tolerance, $"{tensor} of picture {picture} at {i}: {actual[i]}, recorded {expected[picture * actual.Length + i]}");
    }
}
