using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Weights;
using CoCa.Inference;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Verification;

/// <summary>
/// Feeds recorded inputs to a bundle and compares everything that was recorded: each <c>out.*</c> by its largest difference, each <c>gen.*</c>
/// token by token (<c>gen.prompt</c> is an input). Losses, gradients and trained parameters are the trainer's; whatever else
/// cannot be computed is a failure, so nothing passes by being absent.
/// </summary>
internal sealed class Verifier(CoCaModel model, TensorFile io, VerifySettings settings, IRecordedResults results)
{
    private const double LogitTolerance = 1e-4, ScoreTolerance = 1e-3;

    private readonly Precision _precision = model.Bundle.Manifest.Precision;
    private readonly Dictionary<(string Base, bool Half), IReadOnlyList<GeneratedCaption>> _captions = [];
    private readonly Dictionary<bool, float[]> _firstLogits = [];

    /// <summary>Compares everything.</summary>
    public VerifyReport Run(Action<int, int>? progress, CancellationToken cancellation)
    {
        VerifyReport report = new();
        int done = 0;
        foreach (TensorInfo info in io.Tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(done++, io.Tensors.Count);
            if (info.Name.StartsWith("in.", StringComparison.Ordinal) || info.Name == "gen.prompt") continue;
            if (VerifyReport.IsTraining(info.Name)) report.Skipped.Add(info.Name);
            else if (!(info.Name.StartsWith("gen.", StringComparison.Ordinal) ? Generation(info, report, cancellation) : Output(info, report)))
            {
                report.Skipped.Add(info.Name);
                report.Problems.Add($"{info.Name} was recorded and cannot be computed");
            }
        }
        if (report.Outputs.Count + report.Generations.Count == 0) report.Problems.Add("nothing that was recorded could be compared");
        return report;
    }

    private bool Output(TensorInfo info, VerifyReport report)
    {
        if (results.Output(info.Name) is not { } got) return false;
        float[] recorded = io.Floats(info.Name);
        if (got.Length != recorded.Length)
        {
            report.Outputs[info.Name] = double.NaN;
            report.Problems.Add($"{info.Name} is {info.ShapeText}, the bundle gives {got.Length} numbers");
            return true;
        }
        double difference = Tolerance.Difference(recorded, got);
        report.Outputs[info.Name] = difference;
        int rows = info.Shape.Count == 0 ? 1 : (int)(info.ElementCount / info.Shape[^1]);
        if (Tolerance.Judge(_precision, info.Name, recorded, got, rows, difference) is { } problem) report.Problems.Add(problem);
        return true;
    }

    private bool Generation(TensorInfo info, VerifyReport report, CancellationToken cancellation)
    {
        if (RecordedGeneration.Parse(info.Name, settings) is not { } recorded || info.Shape.Count == 0 || info.Shape[0] != results.Captions) return false;
        bool same = recorded.Part switch
        {
            RecordedPart.Logits => Tolerance.Difference(io.Floats(info.Name), FirstLogits(recorded.Half)) is <= LogitTolerance,
            RecordedPart.Probabilities => SameDistribution(info, recorded),
            _ => SameCaptions(info, recorded, cancellation),
        };
        report.Generations[info.Name] = same;
        if (!same && Tolerance.JudgesGenerations(_precision)) report.Problems.Add($"{info.Name} differs");
        return true;
    }

    private bool SameCaptions(TensorInfo info, RecordedGeneration recorded, CancellationToken cancellation)
    {
        if (!_captions.TryGetValue((recorded.Base, recorded.Half), out IReadOnlyList<GeneratedCaption>? captions))
        {
            GenerationOptions options = recorded.WithPrompt ? recorded.Options with { Prompts = Prompts() } : recorded.Options;
            captions = model.Captioner.Generate(results.Context(recorded.Half), results.Captions, options, null, cancellation);
            _captions.Add((recorded.Base, recorded.Half), captions);
        }
        int length = (int)info.Shape[^1];
        switch (recorded.Part)
        {
            case RecordedPart.Scores:
                float[] scores = io.Floats(info.Name);
                return captions.All(c => c.Beams.Count == length)
                    && Tolerance.Difference(scores, [.. captions.SelectMany(c => c.Beams).Select(b => (float)b.Score)]) <= ScoreTolerance;
            case RecordedPart.AllBeams when info.Shape.Count == 3:
                return SameRows(io.Longs(info.Name), length, [.. captions.SelectMany(c => c.Beams).Select(b => b.Ids)]);
            default:
                return info.Shape.Count == 2 && SameRows(io.Longs(info.Name), length, [.. captions.Select(c => c.Ids)]);
        }
    }

    /// <summary>Are the rows the same but for the pads at their ends?</summary>
    private bool SameRows(long[] recorded, int length, IReadOnlyList<IReadOnlyList<long>> rows)
    {
        if (recorded.Length != length * rows.Count) return false;
        long pad = settings.Generation.Tokens!.Value.Pad;
        for (int r = 0; r < rows.Count; r++)
        {
            ReadOnlySpan<long> expected = recorded.AsSpan(r * length, length).TrimEnd(pad);
            if (!expected.SequenceEqual(((long[])[.. rows[r]]).AsSpan().TrimEnd(pad))) return false;
        }
        return true;
    }

    private bool SameDistribution(TensorInfo info, RecordedGeneration recorded)
    {
        float[] logits = FirstLogits(recorded.Half), probabilities = io.Floats(info.Name);
        SpecialTokens tokens = settings.Generation.Tokens!.Value;
        int vocabulary = logits.Length / results.Captions;
        if (probabilities.Length != logits.Length) return false;
        for (int row = 0; row < results.Captions; row++)
        {
            float[] got = TokenDistribution.Of(logits.AsSpan(row * vocabulary, vocabulary), [tokens.Start], recorded.Options, tokens);
            if (!(Tolerance.Difference(probabilities.AsSpan(row * vocabulary, vocabulary), got) <= LogitTolerance)) return false;
        }
        return true;
    }

    /// <summary>The raw logits behind the start token, [rows, V].</summary>
    private float[] FirstLogits(bool half)
    {
        if (_firstLogits.TryGetValue(half, out float[]? logits)) return logits;
        long[] start = new long[results.Captions];
        Array.Fill(start, settings.Generation.Tokens!.Value.Start);
        logits = model.Captioner.Logits(results.Context(half), results.Captions, start);
        _firstLogits.Add(half, logits);
        return logits;
    }

    private List<long[]> Prompts()
    {
        if (!io.Contains("gen.prompt") || io.Info("gen.prompt").Shape is not [var rows, var length] || rows != results.Captions)
            throw new InvalidInputException($"{io.Path}: a generation was made with a prompt, but there is no gen.prompt for each of the {results.Captions} pictures");
        long[] all = io.Longs("gen.prompt");
        return [.. Enumerable.Range(0, (int)rows).Select(r => all[(int)(r * length)..(int)((r + 1) * length)])];
    }
}
