using System.CommandLine;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;
using CoCa.Training.Reports;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train report</c>: a run as one HTML file.</summary>
internal static class ReportCommand
{
    /// <summary>Pictures that are shown with their captions.</summary>
    private const int Shown = 24;

    public static Command Create(Terminal terminal)
    {
        Option<string> run = new("--run") { Description = "The run's folder, with its log.jsonl", HelpName = "FOLDER", Required = true };
        Option<string?> model = new("--model", "-m") { Description = "A bundle of the run, to be scored and to caption pictures", HelpName = "M.coca" };
        Option<string?> data = new("--data") { Description = "Pictures with captions for that", HelpName = "X.tar" };
        Option<int?> limit = new("--limit") { Description = "Use only so many of them" };
        Option<string> output = new("--out") { Description = "The report", HelpName = "FILE.html", Required = true };
        Command command = new("report", "Writes a run's curves, scores and sample captions as one HTML file.");
        foreach (Option option in (Option[])[run, model, data, limit, output]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if ((parsed.GetValue(model) is null) != (parsed.GetValue(data) is null)) throw new UsageException("scores need both: give --model M.coca and --data X.tar, or neither");
            string folder = parsed.GetRequiredValue(run);
            TrainingReport report = new() { Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), Curves = LogCurves.Read(Path.Combine(folder, "log.jsonl")) };
            if (parsed.GetValue(model) is { } bundle)
                report = await ProgressBar.RunAsync(terminal, bar => Task.Run(() => Score(report, bundle, parsed.GetValue(data)!, parsed.GetValue(limit), bar, cancellation), cancellation)).ConfigureAwait(false);
            HtmlReport.Write(parsed.GetRequiredValue(output), report);
            terminal.Line(parsed.GetRequiredValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static TrainingReport Score(TrainingReport report, string bundle, string data, int? limit, ProgressBar bar, CancellationToken cancellation)
    {
        using EvaluationModel subject = EvaluationModel.Open(bundle, options: new ModelOptions { Device = "cpu" });
        using ISampleSource samples = SampleSource.Open(data);
        ModelEvaluator evaluator = new(subject.Model, new() { Limit = limit }, (name, done, total) => bar.Report(name, done, total));
        CaptionEvaluation captions = evaluator.EvaluateCaptions(samples, cancellation);
        RetrievalScores retrieval = evaluator.EvaluateRetrieval(samples, cancellation);
        Dictionary<string, CaptionedSample> byName = captions.Captions.DistinctBy(c => c.Name).ToDictionary(c => c.Name);
        List<ReportSample> shown = [];
        // Evenly over the data, so that neighbours are not alike.
        int step = Math.Max(1, captions.Captions.Count / Shown);
        for (int i = 0; i < samples.Count && shown.Count < Shown; i += step)
            if (TryRead(samples, i) is { } sample && byName.TryGetValue(sample.Name, out CaptionedSample? c)) shown.Add(new(sample.Picture, c.Caption, c.References));
        return report with
        {
            Facts = [("model", bundle), ("data", data), ("pictures", $"{captions.Captions.Count}")],
            Scores = [("CIDEr-D", captions.Scores.CiderD), ("BLEU-4", captions.Scores.Bleu4), ("ROUGE-L", captions.Scores.RougeL), ("distinct captions", captions.Scores.Distinct),
                ("image to text R@1", retrieval.ImageToText.R1), ("image to text R@5", retrieval.ImageToText.R5), ("text to image R@1", retrieval.TextToImage.R1), ("text to image R@5", retrieval.TextToImage.R5)],
            Samples = shown,
        };
    }

    private static TrainingSample? TryRead(ISampleSource samples, int index)
    {
        try
        {
            return samples.Read(index);
        }
        catch (InvalidInputException)
        {
            return null; // the evaluation has left it out too
        }
    }
}
