using CoCa.Cli.Output;
using Microsoft.Extensions.Logging;

namespace CoCa.Cli.Watching;

/// <summary>Shows what went wrong inside of the engine as it happens; the rest a sink shows better.</summary>
internal sealed class TerminalLogger(Terminal terminal) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) terminal.Note($"coca: {formatter(state, exception)}");
    }
}
