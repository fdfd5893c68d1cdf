using System.CommandLine;
using CoCa.Cli.Commands;
using CoCa.Cli.Output;

namespace CoCa.Cli;

/// <summary>The <c>coca</c> command.</summary>
internal static class App
{
    public static RootCommand Root(Terminal terminal) => new("Watches pictures and video and says what is there: captions, labels, embeddings.")
    {
        ImportCommand.Create(terminal),
        InspectCommand.Create(terminal),
        CaptionCommand.Create(terminal),
        ClassifyCommand.Create(terminal),
        LiveCommand.Create(terminal),
        CalibrateCommand.Create(terminal),
        ReplayCommand.Create(terminal),
        DemoCommand.Create(terminal),
        EmbedCommand.Create(terminal),
        SimilarCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        BenchCommand.Create(terminal),
        TokenizeCommand.Create(terminal),
        PreprocessCommand.Create(terminal),
        DevicesCommand.Create(terminal),
        DoctorCommand.Create(terminal),
    };
}
