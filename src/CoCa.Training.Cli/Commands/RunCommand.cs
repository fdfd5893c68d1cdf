using System.CommandLine;
using System.Globalization;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Training.Data;
using CoCa.Training.Distributed;
using CoCa.Training.Reports;
using CoCa.Training.Running;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train run</c>: trains what a recipe says.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> recipe = new("RECIPE") { Description = "A recipe (JSON); recipes/ has some" };
        Option<string?> folder = new("--out") { Description = "Where checkpoints and the log go; out/NAME if not given", HelpName = "FOLDER" };
        Option<bool> resume = new("--resume") { Description = "Go on from the checkpoint there, if there is one" };
        Option<int> threads = new("--threads") { Description = "Threads; 0: one for each core" };
        Command command = new("run", "Trains a model by a recipe. Ctrl-C writes a checkpoint; --resume goes on from it exactly.") { recipe, folder, resume, threads };
        command.SetAction(async (parsed, cancellation) =>
        {
            Recipe what = Recipe.Load(parsed.GetRequiredValue(recipe));
            string where = parsed.GetValue(folder) ?? Path.Combine("out", what.Name);
            int count = parsed.GetValue(threads) is > 0 and int n ? n : Environment.ProcessorCount;
            bool goOn = parsed.GetValue(resume);
            if (!goOn && Checkpoint.Find(where) is { } old) throw new InvalidInputException($"{old} is there already: give --resume to go on from it, or --out another folder");
            using ICommunicator processes = OpenMpi.IsStarted ? new OpenMpi() : new SingleProcess();
            using TrainingRun run = new(what, where, goOn, count, processes);
            if (processes.Rank > 0)
            {
                await run.RunAsync(null, null, cancellation).ConfigureAwait(false);
                return ExitCode.Done;
            }
            if (run.StepsMade > 0) terminal.Note($"resumed after {run.StepsMade} of {what.Steps} steps");
            using TrainingLog log = new(Path.Combine(where, "log.jsonl"), run.StepsMade);
            using TensorBoardWriter events = TensorBoardWriter.Create(Path.Combine(where, "events"));
            await ProgressBar.RunAsync(terminal, async bar =>
            {
                await run.RunAsync(
                    report =>
                    {
                        log.Write(report);
                        Write(events, report);
                        bar.Report(string.Create(CultureInfo.InvariantCulture, $"loss {log.Recent:f3}"), report.Step, what.Steps, "training");
                        if (!terminal.IsErrorShown && (report.Step % 50 == 0 || report.Step == what.Steps)) terminal.Note(log.Line(what.Steps));
                    },
                    (done, all) => bar.Report("caching", done, all),
                    cancellation).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            foreach (DataFlaw flaw in run.Flaws?.First ?? []) terminal.Note($"skipped {flaw.Sample}: {flaw.Reason}");
            if (run.Flaws is { Count: > DataReport.Named } flaws) terminal.Note($"skipped {flaws.Count} samples in all");
            terminal.Line(Path.Combine(where, "checkpoint"));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(TensorBoardWriter events, StepReport report)
    {
        events.Scalar("loss/total", report.Step, report.Losses.Total);
        events.Scalar("loss/caption", report.Step, report.Losses.Caption);
        events.Scalar("loss/contrastive", report.Step, report.Losses.Contrastive);
        events.Scalar("learning rate", report.Step, report.LearningRate);
        events.Scalar("gradient norm", report.Step, report.GradientNorm);
        events.Flush();
    }
}
