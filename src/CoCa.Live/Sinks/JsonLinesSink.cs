using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>
/// Results as JSON lines, each written through at once: <c>frame</c> for every frame that was shown, <c>state</c> when a source changes, <c>summary</c> at a stream's end.
/// One writer over one buffer: after the first frames a line costs no allocation. Not thread-safe.
/// </summary>
public sealed class JsonLinesSink : IResultSink
{
    private static readonly JsonEncodedText s_type = JsonEncodedText.Encode("type"), s_name = JsonEncodedText.Encode("name"), s_p = JsonEncodedText.Encode("p"), s_on = JsonEncodedText.Encode("on");

    private readonly WholeFile _file;
    private readonly JsonLinesOptions _options;
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly int[] _best;

    private JsonLinesSink(WholeFile file, JsonLinesOptions? options)
    {
        _file = file;
        _options = options ?? new();
        _options.Validate();
        _json = new(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _best = new int[_options.Top];
    }

    /// <summary>Writes to an open stream, which is closed with the sink.</summary>
    /// <param name="stream">A file, or standard output.</param>
    /// <param name="name">What a person calls it.</param>
    /// <param name="options">What lines hold.</param>
    public JsonLinesSink(Stream stream, string name, JsonLinesOptions? options = null) : this(new WholeFile(stream, name), options)
    {
    }

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <summary>Makes a file, or replaces it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="options">What lines hold.</param>
    /// <exception cref="Core.InvalidInputException">The file cannot be made.</exception>
    public static JsonLinesSink Create(string path, JsonLinesOptions? options = null) => new(WholeFile.Create(path), options);

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        Begin("frame");
        if (_options.NamesStreams) _json.WriteString("stream", result.Stream);
        _json.WriteNumber("id", result.Id);
        _json.WriteNumber("t", Seconds(result.Time));
        _json.WriteNumber("ageMs", Math.Round(result.Age.TotalMilliseconds, 3));
        WriteLabels(result.Labels.Span);
        _json.WriteString("caption", result.Caption?.Text ?? "");
        _json.WriteString("captionState", Word(result.Caption?.State ?? CaptionState.Partial));
        if (result.Caption is { } caption)
        {
            _json.WriteNumber("captionFrom", Seconds(caption.From));
            _json.WriteNumber("captionTo", Seconds(caption.To));
        }
        if (result.IsSceneCut) _json.WriteBoolean("cut", true);
        End();
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Change(StreamStateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Begin("state");
        _json.WriteString("stream", change.Stream);
        _json.WriteString("state", StateWords.Of(change.State));
        _json.WriteNumber("t", Seconds(change.Time));
        if (change.Reason is { } reason) _json.WriteString("reason", reason);
        End();
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Complete(string stream, StreamCount count)
    {
        Begin("summary");
        if (_options.NamesStreams) _json.WriteString("stream", stream);
        _json.WriteNumber("in", count.In);
        _json.WriteNumber("shown", count.Shown);
        _json.WriteNumber("dropped", count.Dropped);
        _json.WriteNumber("failed", count.Failed);
        End();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _json.Dispose();
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    private static string Word(CaptionState state) => state switch
    {
        CaptionState.Partial => "partial",
        CaptionState.Final => "final",
        _ => "stale",
    };

    private void WriteLabels(ReadOnlySpan<LabelScore> labels)
    {
        _json.WriteStartArray("labels");
        foreach (int i in TopLabels.Of(labels, _best))
        {
            _json.WriteStartObject();
            _json.WriteString(s_name, labels[i].Name);
            // A score that is no number would be no JSON.
            _json.WriteNumber(s_p, float.IsFinite(labels[i].Probability) ? labels[i].Probability : 0);
            if (labels[i].IsOn) _json.WriteBoolean(s_on, true);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void Begin(string type)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(s_type, type);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.GetSpan(1)[0] = (byte)'\n';
        _line.Advance(1);
        _file.Append(_line.WrittenSpan);
    }
}
