using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Inference;
using CoCa.Inference.Generation;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train eval</c>: measures a model on data. Shares are fractions from 0 to 1.</summary>
internal static class EvalCommand
{
    private const string Caption = "caption", Retrieval = "retrieval", ZeroShot = "zero-shot", Labels = "labels", Probe = "linear-probe";

    /// <param name="terminal">Where results go.</param>
    /// <param name="export">Makes a bundle of a checkpoint.</param>
    public static Command Create(Terminal terminal, Action<string, string>? export = null)
    {
        Option<string> task = new("--task") { Description = "What is measured", Required = true };
        task.AcceptOnlyFromAmong(Caption, Retrieval, ZeroShot, Labels, Probe);
        Option<string> data = new("--data") { Description = "A WebDataset shard, a table, or a folder of pictures", HelpName = "X.tar", Required = true };
        Option<string?> train = new("--train") { Description = "What the linear probe is trained on", HelpName = "Y.tar" };
        Option<string> model = new("--model", "-m") { Description = export is null ? "The bundle" : "The bundle or checkpoint", HelpName = "M.coca", Required = true };
        Option<int> beams = new("--beams") { Description = "Hypotheses of the beam search, 1 to 64; 1 is greedy", DefaultValueFactory = _ => GenerationOptions.Default.Beams };
        Option<double> length = new("--length-penalty") { Description = "Of the beams: 0 prefers the most probable caption, 1 the one whose tokens are most probable on average", DefaultValueFactory = _ => GenerationOptions.Default.LengthPenalty };
        Option<int?> limit = new("--limit") { Description = "Use only so many samples, the first ones" };
        Option<int> batch = new("--batch") { Description = "Pictures at a time", DefaultValueFactory = _ => new EvaluationOptions().BatchSize };
        Option<string[]> templates = new("--template") { Description = "A text with {} where a label goes; given several times they are averaged", DefaultValueFactory = _ => ["a photo of a {}"] };
        Option<string?> captionsOut = new("--captions-out") { Description = "Write the captions: a line a picture, {\"name\",\"caption\",\"references\",\"ciderD\"}", HelpName = "FILE.jsonl" };
        Option<string> device = new("--device") { Description = "auto, cpu, fastest, (a part of) a device's name, or its LUID", DefaultValueFactory = _ => "cpu" };
        Option<int> threads = new("--threads") { Description = "Threads that work on one run; 0: one for each core" };
        Option<bool> json = new("--json") { Description = "One line; shares are fractions from 0 to 1, CIDEr-D goes to 10" };
        Command command = new("eval", "Measures a model: captions, retrieval, labels without training and how far they can be believed, a linear probe. Shares are fractions from 0 to 1.");
        foreach (Option option in (Option[])[task, data, train, model, beams, length, limit, batch, templates, captionsOut, device, threads, json]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            string what = parsed.GetRequiredValue(task);
            if (what == Probe && parsed.GetValue(train) is null) throw new UsageException("a linear probe is trained first: give --train Y.tar");
            ModelOptions opened = new() { Device = parsed.GetRequiredValue(device), Threads = parsed.GetValue(threads) };
            using EvaluationModel subject = EvaluationModel.Open(parsed.GetRequiredValue(model), export, opened);
            foreach (string notice in subject.Model.Notices) terminal.Note(notice);
            EvaluationOptions options = new()
            {
                BatchSize = parsed.GetValue(batch),
                Limit = parsed.GetValue(limit),
                LabelTemplates = parsed.GetRequiredValue(templates),
                Generation = Generation(parsed.GetValue(beams), parsed.GetValue(length), subject.Model.Captioner.MaxLength),
            };
            using ISampleSource samples = Open(parsed.GetRequiredValue(data), terminal);
            using ISampleSource? teachers = what == Probe ? Open(parsed.GetValue(train)!, terminal) : null;
            long start = Stopwatch.GetTimestamp();
            (ModelEvaluator evaluator, object scores) = await ProgressBar.RunAsync(terminal, progress => Task.Run(() =>
            {
                ModelEvaluator measuring = new(subject.Model, options, (name, done, total) => progress.Report(name, done, total));
                return (measuring, Measure(measuring, what, samples, teachers, cancellation));
            }, cancellation)).ConfigureAwait(false);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (parsed.GetValue(captionsOut) is { } path && scores is CaptionEvaluation captions) Write(path, captions);
            foreach (DataFlaw flaw in evaluator.Report.First) terminal.Note($"left out: {flaw.Sample}: {flaw.Reason}");
            Print(terminal, parsed.GetValue(json), what, scores, evaluator.Report.Count, time);
            return ExitCode.Done;
        });
        return command;
    }

    private static GenerationOptions Generation(int beams, double lengthPenalty, int maxLength) => new()
    {
        LengthPenalty = lengthPenalty,
        Method = beams == 1 ? GenerationMethod.Greedy : GenerationMethod.Beam,
        Beams = beams,
        MaxLength = Math.Min(GenerationOptions.Default.MaxLength, maxLength),
    };

    internal static ISampleSource Open(string path, Terminal terminal)
    {
        ISampleSource source = SampleSource.Open(path);
        foreach (string notice in source.Notices) terminal.Note(notice);
        return source;
    }

    private static object Measure(ModelEvaluator evaluator, string task, ISampleSource data, ISampleSource? train, CancellationToken cancellation) => task switch
    {
        Caption => evaluator.EvaluateCaptions(data, cancellation),
        Retrieval => evaluator.EvaluateRetrieval(data, cancellation),
        ZeroShot => evaluator.EvaluateZeroShot(data, cancellation),
        Labels => evaluator.EvaluateLabels(data, cancellation),
        _ => evaluator.EvaluateLinearProbe(train!, data, cancellation),
    };

    private static void Write(string path, CaptionEvaluation evaluation)
    {
        using FileStream file = File.Create(path);
        for (int i = 0; i < evaluation.Captions.Count; i++)
        {
            CaptionedSample sample = evaluation.Captions[i];
            double ciderD = evaluation.Scores.CiderDEach[i];
            file.Write(JsonLine.Of(j =>
            {
                j.WriteStartObject();
                j.WriteString("name", sample.Name);
                j.WriteString("caption", sample.Caption);
                j.WriteStartArray("references");
                foreach (string reference in sample.References) j.WriteStringValue(reference);
                j.WriteEndArray();
                j.WriteNumber("ciderD", ciderD);
                j.WriteEndObject();
            }));
        }
    }

    private static void Print(Terminal terminal, bool json, string task, object scores, int flaws, TimeSpan time)
    {
        List<(string Group, string Name, double Value)> values = Values(scores);
        if (!json)
        {
            terminal.Table(["score", "value"], [.. values.Select(v => (string[])[v.Group.Length > 0 ? $"{v.Group}.{v.Name}" : v.Name, v.Value.ToString("0.####", CultureInfo.InvariantCulture)])]);
            if (flaws > 0) terminal.Note($"{flaws} samples were left out");
            return;
        }
        terminal.Json(j =>
        {
            j.WriteStartObject();
            j.WriteString("task", task);
            foreach (IGrouping<string, (string Group, string Name, double Value)> group in values.GroupBy(v => v.Group))
            {
                if (group.Key.Length > 0) j.WriteStartObject(group.Key);
                foreach ((_, string name, double value) in group) j.WriteNumber(name, value);
                if (group.Key.Length > 0) j.WriteEndObject();
            }
            j.WriteNumber("leftOut", flaws);
            j.WriteNumber("seconds", Math.Round(time.TotalSeconds, 2));
            j.WriteEndObject();
        });
    }

    private static List<(string Group, string Name, double Value)> Values(object scores) => scores switch
    {
        CaptionEvaluation { Scores: var s, Captions.Count: var n } => [("", "samples", n), ("", "bleu1", s.Bleu1), ("", "bleu2", s.Bleu2), ("", "bleu3", s.Bleu3), ("", "bleu4", s.Bleu4),
            ("", "rougeL", s.RougeL), ("", "ciderD", s.CiderD), ("", "distinct", s.Distinct)],
        CalibrationScores c => [("", "samples", c.Samples), ("", "classes", c.Classes), ("", "accuracy", c.Accuracy), ("", "ece", c.Ece), ("", "eceUncalibrated", c.EceUncalibrated),
            ("", "confidence", c.Confidence), ("", "confidenceUncalibrated", c.ConfidenceUncalibrated)],
        RetrievalScores r => [.. Recalls("imageToText", r.ImageToText), .. Recalls("textToImage", r.TextToImage)],
        ClassificationScores c => [("", "samples", c.Samples), ("", "classes", c.Classes), ("", "accuracy", c.Accuracy), .. c.Accuracy5 is { } five ? ((string, string, double)[])[("", "accuracy5", five)] : []],
        _ => throw new UnreachableException(),
    };

    private static (string, string, double)[] Recalls(string group, RecallScores s) => [(group, "r1", s.R1), (group, "r5", s.R5), (group, "r10", s.R10), (group, "medianRank", s.MedianRank)];
}
