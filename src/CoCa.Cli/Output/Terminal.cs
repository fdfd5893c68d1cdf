using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace CoCa.Cli.Output;

/// <summary>
/// Results go to standard output, everything else (progress, notes, complaints) to standard error, so that a pipe sees results only.
/// Thread-safe line by line.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Stream _outStream = StandardOutput.Open();
    private readonly StreamWriter _out;
    private readonly StreamWriter _error = new(Console.OpenStandardError(), s_utf8) { AutoFlush = true };
    private readonly Lock _lock = new();
    private IAnsiConsole? _errorConsole, _outConsole;

    private readonly string _program;
    private bool _status;

    /// <param name="program">The name that complaints begin with.</param>
    public Terminal(string program = "coca")
    {
        _program = program;
        _out = new StreamWriter(_outStream, s_utf8) { AutoFlush = false };
    }

    /// <summary>Is a person looking at standard output?</summary>
    public bool IsOutputShown { get; } = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Is a person looking at standard error?</summary>
    public bool IsErrorShown { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Standard error with bars and colours.</summary>
    public IAnsiConsole ErrorConsole => _errorConsole ??= AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Standard output with tables and colours.</summary>
    private IAnsiConsole OutConsole => _outConsole ??= AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Out) });

    /// <summary>What is being done now, for a person only: gone as soon as anything else is shown.</summary>
    public void Status(string text)
    {
        if (!IsErrorShown) return;
        int width = Math.Max(ErrorConsole.Profile.Width - 2, 8);
        lock (_lock)
        {
            _error.Write($"\r\u001b[K{(text.Length > width ? text[..width] : text)}\u2026");
            _status = true;
        }
    }

    /// <summary>A line of the result, shown at once.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            ClearStatus();
            _out.WriteLine(text);
            _out.Flush();
        }
    }

    /// <summary>A line beside the result.</summary>
    public void Note(string text)
    {
        lock (_lock)
        {
            ClearStatus();
            _error.WriteLine(text);
        }
    }

    /// <summary>The one line that says what went wrong.</summary>
    public void Complain(string text)
    {
        lock (_lock)
        {
            ClearStatus();
            bool red = IsErrorShown && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
            _error.WriteLine(red ? $"\u001b[31m{_program}: {text}\u001b[0m" : $"{_program}: {text}");
        }
    }

    /// <summary>One JSON value on a line of its own.</summary>
    public void Json(Action<Utf8JsonWriter> write)
    {
        byte[] line = JsonLine.Of(write);
        lock (_lock)
        {
            ClearStatus();
            _outStream.Write(line);
            _outStream.Flush();
        }
    }

    /// <summary>A table for a person, columns parted by tabs for a pipe.</summary>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (!IsOutputShown)
        {
            foreach (IReadOnlyList<string> row in rows) Line(string.Join('\t', row));
            return;
        }
        lock (_lock) ClearStatus();
        Table table = new() { Border = TableBorder.Rounded };
        foreach (string header in headers) table.AddColumn(new TableColumn(Markup.Escape(header)));
        foreach (IReadOnlyList<string> row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        OutConsole.Write(table);
    }

    public void Dispose()
    {
        lock (_lock) ClearStatus();
        _out.Dispose();
        _error.Dispose();
    }

    private void ClearStatus()
    {
        if (_status) _error.Write("\r\u001b[K");
        _status = false;
    }
}
