using System.Text;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>
/// Finished captions as a subtitle file. Times count from the stream's first frame, as those of a video that begins with it. The same words are one cue, each cue stands for
/// at least a second, none overlap; words in the making are left out. What is written is always a whole file: the cue that still grows is in it, and is written anew as it grows.
/// A file holds one stream's cues: the first that shows a frame, if none is named. Not thread-safe.
/// </summary>
public sealed class SubtitleSink : IResultSink
{
    /// <summary>How much a cue grows before it is written anew.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly WholeFile _file;
    private readonly SubtitleFormat _format;
    private readonly MediaClock _clock = new();
    private readonly CueTrack _track = new();
    private string? _stream;
    private Cue? _written;
    private int _number;
    private bool _isBroken;

    internal SubtitleSink(WholeFile file, SubtitleFormat format, string? stream)
    {
        (_file, _format, _stream) = (file, format, stream);
        if (CueText.Head(format) is { Length: > 0 } head) Write(file.Append, head);
    }

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <summary>Makes the file, or replaces it.</summary>
    /// <param name="path">A path; <c>.vtt</c> is WebVTT, all else SubRip.</param>
    /// <param name="stream">The stream that it is about; null takes the first that shows a frame.</param>
    /// <exception cref="Core.InvalidInputException">The file cannot be made.</exception>
    public static SubtitleSink Create(string path, string? stream = null)
    {
        bool isVtt = Path.GetExtension(path).Equals(".vtt", StringComparison.OrdinalIgnoreCase);
        return new(WholeFile.Create(path), isVtt ? SubtitleFormat.WebVtt : SubtitleFormat.Srt, stream);
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The file cannot be written any more.</exception>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Stream != (_stream ??= result.Stream)) return;
        TimeSpan now = _clock.Advance(result.Time);
        if (result.Caption is not { State: not CaptionState.Partial } caption || string.IsNullOrWhiteSpace(caption.Text)) return;
        // Stale: the video has gone on, the words stand for what they describe and no longer.
        TimeSpan to = caption.State == CaptionState.Final ? now : _clock.Of(caption.To);
        Cue? complete = _track.Show(caption.Text, _clock.Of(caption.From), to);
        if (complete is { } cue)
        {
            Rewrite(cue);
            _written = null;
        }
        if (_track.Open is { } open && (_written is not { } written || open.End - written.End >= s_step)) Rewrite(open);
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count)
    {
        if (stream == _stream) Finish();
    }

    /// <summary>Writes the last cue's end and closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        try
        {
            if (!_isBroken) Finish();
        }
        finally
        {
            _file.Dispose();
        }
        return ValueTask.CompletedTask;
    }

    private void Finish()
    {
        if (_track.Open is { } open) Rewrite(open);
    }

    private void Rewrite(Cue cue)
    {
        if (cue == _written) return;
        if (_written is null)
        {
            Write(_file.Append, CueText.Of(cue, ++_number, _format));
        }
        else
        {
            // Only the end can have changed, and it has the same length in every cue of a file below 100 hours.
            Write(_file.Replace, CueText.Of(cue, _number, _format));
        }
        _written = cue;
    }

    private void Write(Action<ReadOnlySpan<byte>> write, string text)
    {
        try
        {
            write(Encoding.UTF8.GetBytes(text));
        }
        catch (SinkException)
        {
            _isBroken = true;
            throw;
        }
    }
}
