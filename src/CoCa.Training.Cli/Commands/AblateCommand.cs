using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Inference;
using CoCa.Inference.Generation;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;
using CoCa.Training.Running;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train ablate</c>: trains variants of one recipe and prints what each scores.</summary>
internal static class AblateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> plan = new("PLAN") { Description = "A recipe and its variants (JSON); recipes/ablations.json is one" };
        Option<string> data = new("--data") { Description = "Pictures with captions that are measured on", HelpName = "X.tar", Required = true };
        Option<string?> labels = new("--labels") { Description = "Pictures with labels that are measured on", HelpName = "Y.tar" };
        Option<string> folder = new("--out") { Description = "Where runs are kept; what is there already is not done again", HelpName = "FOLDER", DefaultValueFactory = _ => Path.Combine("out", "ablations") };
        Option<int?> limit = new("--limit") { Description = "Measure on only so many samples, the first ones" };
        Option<int> threads = new("--threads") { Description = "Threads; 0: one for each core" };
        Command command = new("ablate", "Trains variants of a recipe one after another and prints a Markdown table of their scores (captions greedy). Killed, it goes on where it was.") { plan, data, labels, folder, limit, threads };
        command.SetAction(async (parsed, cancellation) =>
        {
            AblationPlan what = AblationPlan.Load(parsed.GetRequiredValue(plan));
            int count = parsed.GetValue(threads) is > 0 and int n ? n : Environment.ProcessorCount;
            List<string[]> rows = [];
            foreach (AblationVariant variant in what.Variants)
            {
                string where = Path.Combine(parsed.GetRequiredValue(folder), variant.Folder), scores = Path.Combine(where, "scores.json");
                Recipe recipe = what.Make(variant, where);
                if (!File.Exists(scores))
                {
                    terminal.Note($"{variant.Name}: {recipe.Steps} steps");
                    await TrainAsync(terminal, recipe, where, count, cancellation).ConfigureAwait(false);
                    double[] measured = await ProgressBar.RunAsync(terminal, bar => Task.Run(() => Measure(where, parsed.GetRequiredValue(data), parsed.GetValue(labels), parsed.GetValue(limit), count, bar, cancellation), cancellation)).ConfigureAwait(false);
                    File.WriteAllText($"{scores}.new", JsonSerializer.Serialize(measured));
                    File.Move($"{scores}.new", scores, overwrite: true);
                }
                rows.Add([variant.Name, .. JsonSerializer.Deserialize<double[]>(File.ReadAllText(scores))!.Select((value, i) => value.ToString(i is 0 or 1 ? "0.000" : "0.0 %", CultureInfo.InvariantCulture))]);
            }
            string[] heads = ["variant", "CIDEr-D", "BLEU-4", "image to text R@1", "text to image R@1", .. parsed.GetValue(labels) is null ? (string[])[] : ["labels"]];
            terminal.Line($"| {string.Join(" | ", heads)} |");
            terminal.Line($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", heads.Length - 1))}");
            foreach (string[] row in rows) terminal.Line($"| {string.Join(" | ", row)} |");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task TrainAsync(Terminal terminal, Recipe recipe, string folder, int threads, CancellationToken cancellation)
    {
        using TrainingRun run = new(recipe, folder, resume: true, threads);
        using TrainingLog log = new(Path.Combine(folder, "log.jsonl"), run.StepsMade);
        await ProgressBar.RunAsync(terminal, async bar =>
        {
            await run.RunAsync(
                report =>
                {
                    log.Write(report);
                    bar.Report(string.Create(CultureInfo.InvariantCulture, $"loss {log.Recent:f3}"), report.Step, recipe.Steps, "training");
                },
                (done, all) => bar.Report("caching", done, all),
                cancellation).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private static double[] Measure(string folder, string data, string? labels, int? limit, int threads, ProgressBar bar, CancellationToken cancellation)
    {
        using EvaluationModel subject = EvaluationModel.Open(Path.Combine(folder, "checkpoint"), CheckpointExport.ToBundle, new ModelOptions { Device = "cpu", Threads = threads });
        EvaluationOptions options = new()
        {
            Limit = limit,
            Generation = new GenerationOptions { Method = GenerationMethod.Greedy, Beams = 1, MaxLength = Math.Min(GenerationOptions.Default.MaxLength, subject.Model.Captioner.MaxLength) },
        };
        ModelEvaluator evaluator = new(subject.Model, options, (name, done, total) => bar.Report(name, done, total));
        using ISampleSource captions = SampleSource.Open(data);
        CaptionEvaluation captioned = evaluator.EvaluateCaptions(captions, cancellation);
        RetrievalScores found = evaluator.EvaluateRetrieval(captions, cancellation);
        List<double> scores = [captioned.Scores.CiderD, captioned.Scores.Bleu4, found.ImageToText.R1, found.TextToImage.R1];
        if (labels is not null)
            using (ISampleSource labelled = SampleSource.Open(labels)) scores.Add(evaluator.EvaluateZeroShot(labelled, cancellation).Accuracy);
        return [.. scores];
    }
}
