using System.Buffers;
using System.Text.Json;
using CoCa.Core.Preprocessing;
using CoCa.Live.Sinks;
using CoCa.Realtime.Results;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Live.Page;

/// <summary>What the page shows of one stream: the newest picture, the newest state, the cues so far.</summary>
internal sealed class StreamView(string name)
{
    /// <summary>Wider pictures are shrunk: a browser shows them smaller anyway.</summary>
    private const int Widest = 960;

    private readonly MediaClock _clock = new();
    private readonly CueTrack _track = new();
    private readonly List<Cue> _cues = [];
    private readonly ArrayBufferWriter<byte> _json = new();
    private RgbPicture? _picture;
    private int _isEncoding, _watchers;

    public Latest<byte[]> Jpegs { get; } = new();

    public Latest<byte[]> States { get; } = new();

    /// <summary>Counts who watches the video: without anybody no picture is encoded.</summary>
    public void Watch(int change) => Interlocked.Add(ref _watchers, change);

    public void Show(FrameResult result, PixelBuffer picture)
    {
        Keep(result);
        States.Set(Write(result));
        // A frame that comes while the last one is still encoded is not shown.
        if (Volatile.Read(ref _watchers) == 0 || Interlocked.Exchange(ref _isEncoding, 1) == 1) return;
        int width = Math.Min(picture.Width, Widest), height = Math.Max(1, (int)((long)picture.Height * width / picture.Width));
        if (_picture is null || _picture.Width != width || _picture.Height != height) _picture = new(width, height);
        _picture.Load(picture);
        ThreadPool.UnsafeQueueUserWorkItem(static view => view.Encode(), this, preferLocal: false);
    }

    /// <summary>Says that the source became another; the rest stays as it was.</summary>
    public void Change(StreamStateChange change)
    {
        _json.ResetWrittenCount();
        using Utf8JsonWriter json = new(_json);
        json.WriteStartObject();
        json.WriteString("type", "state");
        json.WriteString("stream", name);
        json.WriteString("state", StateWords.Of(change.State));
        json.WriteString("reason", change.Reason);
        json.WriteEndObject();
        json.Flush();
        States.Set(_json.WrittenSpan.ToArray());
    }

    /// <summary>The cues so far as SubRip.</summary>
    public string Subtitles()
    {
        lock (_cues)
        {
            IEnumerable<Cue> all = _track.Open is { } open ? _cues.Append(open) : _cues;
            return string.Concat(all.Select((c, i) => CueText.Of(c, i + 1, SubtitleFormat.Srt)));
        }
    }

    private void Keep(FrameResult result)
    {
        lock (_cues)
        {
            TimeSpan now = _clock.Advance(result.Time);
            if (result.Caption is not { State: not CaptionState.Partial } caption || string.IsNullOrWhiteSpace(caption.Text)) return;
            if (_track.Show(caption.Text, _clock.Of(caption.From), caption.State == CaptionState.Final ? now : _clock.Of(caption.To)) is { } complete) _cues.Add(complete);
        }
    }

    private void Encode()
    {
        RgbPicture picture = _picture!;
        using (Image<Rgb24> image = Image.LoadPixelData<Rgb24>(picture.Pixels, picture.Width, picture.Height))
        using (MemoryStream jpeg = new())
        {
            image.Save(jpeg, new JpegEncoder { Quality = 80 });
            Jpegs.Set(jpeg.ToArray());
        }
        Volatile.Write(ref _isEncoding, 0);
    }

    private byte[] Write(FrameResult r)
    {
        _json.ResetWrittenCount();
        using Utf8JsonWriter json = new(_json);
        json.WriteStartObject();
        json.WriteString("type", "frame");
        json.WriteString("stream", name);
        json.WriteNumber("t", r.Time.TotalSeconds);
        json.WriteNumber("ageMs", r.Age.TotalMilliseconds);
        json.WriteNumber("id", r.Id);
        json.WriteString("state", StateWords.Of(r.State));
        json.WriteString("caption", r.Caption?.Text ?? "");
        json.WriteString("captionState", r.Caption is null ? "partial" : r.Caption.State == CaptionState.Partial ? "partial" : r.Caption.State == CaptionState.Final ? "final" : "stale");
        json.WriteStartArray("labels");
        foreach (LabelScore label in r.Labels.Span)
        {
            json.WriteStartObject();
            json.WriteString("name", label.Name);
            json.WriteNumber("p", float.IsFinite(label.Probability) ? label.Probability : 0);
            json.WriteBoolean("on", label.IsOn);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("frames");
        foreach (float w in r.FrameWeights.Span) json.WriteNumberValue(float.IsFinite(w) ? MathF.Round(w, 4) : 0);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return _json.WrittenSpan.ToArray();
    }
}
