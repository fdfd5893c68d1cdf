using System.CommandLine;
using System.Globalization;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Core.Labels;
using CoCa.Inference;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train calibrate</c>: fits a bundle's label probabilities to labelled pictures and writes that into the bundle.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> data = new("--data") { Description = "Labelled pictures: a WebDataset shard, a table, or a folder of folders", HelpName = "X.tar", Required = true };
        Option<string> model = new("--model", "-m") { Description = "The bundle; its model.json is written anew", HelpName = "M.coca", Required = true };
        Option<bool> turned = new("--turned") { Description = "Look at the pictures turned: for those that the model was trained on, which it knows by heart" };
        Option<string[]> templates = new("--template") { Description = "A text with {} where a label goes; given several times they are averaged", DefaultValueFactory = _ => ["a photo of a {}"] };
        Option<string> device = new("--device") { Description = "auto, cpu, fastest, (a part of) a device's name, or its LUID", DefaultValueFactory = _ => "cpu" };
        Option<bool> json = new("--json") { Description = "One line: {\"scale\",\"slope\",\"offset\",\"level\",\"fitted\"}" };
        Command command = new("calibrate", "Fits what a bundle's label probabilities mean, to labelled pictures. How well: coca-train eval --task labels, on others.") { data, model, turned, templates, device, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using CoCaModel subject = CoCaModel.Open(parsed.GetRequiredValue(model), new ModelOptions { Device = parsed.GetRequiredValue(device) });
            foreach (string notice in subject.Notices) terminal.Note(notice);
            using ISampleSource samples = EvalCommand.Open(parsed.GetRequiredValue(data), terminal);
            EvaluationOptions options = new() { LabelTemplates = parsed.GetRequiredValue(templates) };
            (LabelCalibration found, DataReport report) = await ProgressBar.RunAsync(terminal, progress => Task.Run(() =>
            {
                ModelEvaluator evaluator = new(subject, options, (name, done, total) => progress.Report(name, done, total));
                return (evaluator.FitLabels(samples, parsed.GetValue(turned), cancellation), evaluator.Report);
            }, cancellation)).ConfigureAwait(false);
            foreach (DataFlaw flaw in report.First) terminal.Note($"left out: {flaw.Sample}: {flaw.Reason}");
            subject.Bundle.Calibrate(found);
            if (!parsed.GetValue(json)) terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(model)}: scale {found.Scale:0.##}, slope {found.Slope:0.###}, offset {found.Offset:0.###}, level {found.Level:0.###}; fitted on {found.Fitted}"));
            else terminal.Json(j =>
            {
                j.WriteStartObject();
                j.WriteNumber("scale", found.Scale);
                j.WriteNumber("slope", found.Slope);
                j.WriteNumber("offset", found.Offset);
                j.WriteNumber("level", found.Level);
                j.WriteString("fitted", found.Fitted);
                j.WriteEndObject();
            });
            return ExitCode.Done;
        });
        return command;
    }
}
