using System.Text.Json;
using CoCa.Cli.Commands;
using CoCa.Cli.Output;
using CoCa.Core;

namespace CoCa.Cli.Watching;

/// <summary>
/// The events of a live run as JSON lines, each written through at once: <c>frame</c> for every frame that was shown, at the end one
/// <c>summary</c>. <c>-</c> is standard output.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly Stream _stream;

    /// <summary>Makes the file, or replaces it.</summary>
    public EventFile(string path)
    {
        try
        {
            _stream = path == "-" ? StandardOutput.Open() : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>A frame that was shown.</summary>
    public void Frame(FrameShown frame) => Write(j =>
    {
        j.WriteString("type", "frame");
        j.WriteNumber("id", frame.Id);
        j.WriteNumber("t", Math.Round(frame.Time.TotalSeconds, 6));
        j.WriteNumber("ageMs", Math.Round(frame.Age.TotalMilliseconds, 3));
        LabelChoice.Write(j, frame.Labels);
        j.WriteString("caption", frame.Caption);
        j.WriteString("captionState", frame.CaptionState);
    });

    /// <summary>The end: every frame that came in was shown, dropped, or failed.</summary>
    public void Summary(LiveSummary s) => Write(j =>
    {
        j.WriteString("type", "summary");
        j.WriteNumber("in", s.In);
        j.WriteNumber("shown", s.Shown);
        j.WriteNumber("dropped", s.Dropped);
        j.WriteNumber("failed", s.Failed);
    });

    public void Dispose() => _stream.Dispose();

    private void Write(Action<Utf8JsonWriter> fields)
    {
        _stream.Write(JsonLine.Of(j =>
        {
            j.WriteStartObject();
            fields(j);
            j.WriteEndObject();
        }));
        _stream.Flush();
    }
}
