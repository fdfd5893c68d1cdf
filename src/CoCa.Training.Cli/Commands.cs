using System.CommandLine;
using CoCa.Cli.Output;

namespace CoCa.Training.Cli;

/// <summary>The commands of <c>coca-train</c>.</summary>
internal static class Commands
{
    public static RootCommand Root(Terminal _) => new("Trains CoCa models, measures them, and makes bundles of them.");
}
