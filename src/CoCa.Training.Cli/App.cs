using System.CommandLine;
using CoCa.Cli.Output;
using CoCa.Training.Cli.Commands;

namespace CoCa.Training.Cli;

/// <summary>The commands of <c>coca-train</c>.</summary>
internal static class App
{
    public static RootCommand Root(Terminal terminal) => new("Trains CoCa models, measures them, and makes bundles of them.")
    {
        RunCommand.Create(terminal),
        AblateCommand.Create(terminal),
        AverageCommand.Create(terminal),
        EvalCommand.Create(terminal, CheckpointExport.ToBundle),
        CalibrateCommand.Create(terminal),
        ReportCommand.Create(terminal),
        VocabularyCommand.Create(terminal),
    };
}
