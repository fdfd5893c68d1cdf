using System.Globalization;
using CoCa.Cli.Commands;
using CoCa.Cli.Output;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Results;

namespace CoCa.Cli.Watching;

/// <summary>
/// A live run as lines for a person: one a second of each stream's own time and one for every finished caption, on standard output unless <paramref name="quiet"/>; what happens to sources, on standard error.
/// </summary>
/// <param name="terminal">Where to.</param>
/// <param name="headers">What is said of each stream when its first frame is there.</param>
/// <param name="top">Labels in a line.</param>
/// <param name="quiet">Standard output is used for something else.</param>
internal sealed class TerminalSink(Terminal terminal, IReadOnlyDictionary<string, string> headers, int top, bool quiet) : IResultSink
{
    private readonly Dictionary<string, (TimeSpan Time, LiveCaption? Caption)> _last = [];
    private readonly HashSet<string> _disturbed = [];

    public string Name => "terminal";

    public void Show(FrameResult result, PixelBuffer picture)
    {
        bool isFirst = !_last.TryGetValue(result.Stream, out (TimeSpan Time, LiveCaption? Caption) last);
        if (isFirst) terminal.Note(headers[result.Stream]);
        bool isFinished = result.Caption is { State: CaptionState.Final } && !ReferenceEquals(result.Caption, last.Caption);
        // More than that nobody reads.
        if (!isFirst && !isFinished && result.Time >= last.Time && result.Time - last.Time < TimeSpan.FromSeconds(1)) return;
        _last[result.Stream] = (result.Time, result.Caption);
        if (quiet) return;
        string labels = string.Join(", ", LabelChoice.Top(result.Labels.Span, top).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.P:0.00}")));
        string caption = result.Caption is { Text.Length: > 0 } c ? c.State == CaptionState.Final ? c.Text : $"{c.Text} ({c.State.ToString().ToLowerInvariant()})" : "";
        string stream = headers.Count > 1 ? $"{result.Stream}  " : "";
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{stream}{result.Time.TotalSeconds,9:0.000} s  {labels}{(labels.Length > 0 && caption.Length > 0 ? "  |  " : "")}{caption}"));
    }

    public void Change(StreamStateChange change)
    {
        switch (change.State)
        {
            case StreamState.Stalled or StreamState.Frozen or StreamState.Lost or StreamState.DeviceLost:
                _disturbed.Add(change.Stream);
                terminal.Note(change.Reason ?? $"{change.Stream}: {(change.State == StreamState.Stalled ? "no frame comes" : "the picture does not change")}");
                break;
            case StreamState.Running when _disturbed.Remove(change.Stream):
                terminal.Note($"{change.Stream}: running again");
                break;
        }
    }

    public void Complete(string stream, StreamCount count) =>
        terminal.Note($"{(headers.Count > 1 ? $"{stream}: " : "")}{count.In} frames in = {count.Shown} shown + {count.Dropped} dropped + {count.Failed} failed");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
