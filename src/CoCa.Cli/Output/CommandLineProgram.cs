using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;

namespace CoCa.Cli.Output;

/// <summary>A command-line program: finds the subcommand, runs it, turns its end into an exit code and at most one line of complaint.</summary>
internal static partial class CommandLineProgram
{
    private const int SignalInterrupt = 2, DefaultHandler = 0;

    /// <param name="name">What the user types.</param>
    /// <param name="args">What stands behind the name.</param>
    /// <param name="root">Makes the commands; all that they say goes through the terminal.</param>
    /// <param name="alone">What the name alone means.</param>
    public static async Task<int> RunAsync(string name, string[] args, Func<Terminal, RootCommand> root, string alone = "--help")
    {
        using CancellationTokenSource cancel = new();
        // A script starts what it puts in the background with SIGINT ignored, and the runtime would leave it so; but who sends it means it.
        if (!OperatingSystem.IsWindows()) SetSignal(SignalInterrupt, DefaultHandler);
        // The first Ctrl-C asks for a clean end; a second one is not caught and ends the process.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using Terminal terminal = new(name);
        try
        {
            ParseResult parsed = root(terminal).Parse(args.Length == 0 ? [alone] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                string command = parsed.CommandResult.Command is RootCommand ? name : $"{name} {parsed.CommandResult.Command.Name}";
                // "Required command was not provided" comes before the word that is no command.
                ParseError error = parsed.Errors.FirstOrDefault(e => e.Message.Contains('\'', StringComparison.Ordinal)) ?? parsed.Errors[0];
                throw new UsageException($"{Complaint.Of(error, parsed)} (see {command} --help)");
            }
            // What looks like an option and is none would otherwise be taken for a file.
            if (parsed.Tokens.Take(Array.IndexOf(args, "--") is >= 0 and int end ? end : int.MaxValue).FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal)) is { } odd)
                throw new UsageException($"{Complaint.NoSuch(odd.Value, parsed.CommandResult.Command)} (see {name} {parsed.CommandResult.Command.Name} --help)");
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancel.Token).ConfigureAwait(false);
        }
        catch (IOException e) when (e.HResult == StandardOutput.BrokenPipe)
        {
            return ExitCode.Done; // the reader has what it wanted
        }
        catch (Exception e)
        {
            terminal.Complain(ExitCode.LineOf(e));
            if (Environment.GetEnvironmentVariable("COCA_DEBUG") is { Length: > 0 }) terminal.Note(e.ToString());
            return ExitCode.Of(e);
        }

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !cancel.IsCancellationRequested;
            cancel.Cancel();
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
