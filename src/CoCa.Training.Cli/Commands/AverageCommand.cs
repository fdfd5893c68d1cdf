using System.CommandLine;
using CoCa.Cli;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Training.Running;

namespace CoCa.Training.Cli.Commands;

/// <summary><c>coca-train average</c>: a checkpoint between two of one model.</summary>
internal static class AverageCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> from = new("FROM") { Description = "A run's folder, or its checkpoint" };
        Argument<string> to = new("TO") { Description = "Another of the same model, such as FROM trained on" };
        Option<double> share = new("--share") { Description = "How far from FROM towards TO, 0 to 1", DefaultValueFactory = _ => 0.5 };
        Option<string> output = new("--out") { Description = "The folder for the weights between them; import it as any checkpoint", HelpName = "FOLDER", Required = true };
        Command command = new("average", "Writes weights between two checkpoints of one model: often better than either where the second was trained on from the first.") { from, to, share, output };
        command.SetAction(parsed =>
        {
            string where = parsed.GetRequiredValue(output);
            if (parsed.GetValue(share) is not (>= 0 and <= 1)) throw new InvalidInputException($"--share is {parsed.GetValue(share)}, must be 0 to 1");
            WeightAverage.Write(Folder(parsed.GetRequiredValue(from)), Folder(parsed.GetRequiredValue(to)), parsed.GetValue(share), where);
            terminal.Line(where);
            return ExitCode.Done;
        });
        return command;
    }

    private static string Folder(string path) => Checkpoint.Find(path) ?? path;
}
