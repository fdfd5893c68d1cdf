using CoCa.Core.Preprocessing;
using CoCa.Drawing.Overlays;
using CoCa.Live.Sinks;
using CoCa.Overlay.Handover;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Results;

namespace CoCa.Overlay;

/// <summary>
/// Where an <see cref="OverlayWindow"/> gets what it shows: one stream's results, and its pictures. Everything is copied and only the newest is kept, so the engine never waits for the window, nor the
/// window for the engine. Thread-safe.
/// </summary>
public sealed class OverlaySink : IResultSink
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _news = new(false);
    private readonly OverlaySinkOptions _options;
    private readonly List<string> _streams = [];
    private OverlayFeed _feed;
    private string? _stream;
    private (int Width, int Height) _size = (16, 9);
    private volatile StreamState _state = StreamState.Opening;

    /// <summary>A sink for a window.</summary>
    /// <param name="options">What it says of the results.</param>
    public OverlaySink(OverlaySinkOptions? options = null)
    {
        _options = options ?? new();
        _feed = NewFeed();
    }

    /// <inheritdoc/>
    public string Name => "window";

    /// <summary>The stream that is shown; null until there is one. Another one shows with its next picture.</summary>
    public string? Stream
    {
        get { lock (_lock) return _stream; }
        set
        {
            lock (_lock)
            {
                _stream = value;
                _feed = NewFeed();
                _state = StreamState.Opening;
            }
            _news.Set();
        }
    }

    /// <summary>The streams that were seen and have not ended, in the order in which they came.</summary>
    public IReadOnlyList<string> Streams
    {
        get { lock (_lock) return [.. _streams]; }
    }

    internal Newest<FrameBuffer> Pictures { get; } = new();

    internal Newest<OverlayModel> Models { get; } = new();

    internal StreamState State => _state;

    /// <summary>Set whenever there is something new.</summary>
    internal WaitHandle News => _news;

    /// <summary>
    /// Shows a picture before the model has seen it, for a video that plays at its own rate whatever the model needs. With it, set <see cref="OverlaySinkOptions.PicturesFromResults"/> to false.
    /// </summary>
    /// <param name="stream">The stream that it is of.</param>
    /// <param name="picture">Its pixels, copied.</param>
    public void ShowPicture(string stream, PixelBuffer picture)
    {
        lock (_lock)
        {
            if (!IsShown(stream)) return;
            Pictures.Filling.CopyFrom(picture);
            Pictures.Publish();
            _size = (picture.Width, picture.Height);
        }
        _news.Set();
    }

    /// <inheritdoc/>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_options.PicturesFromResults) ShowPicture(result.Stream, picture);
        lock (_lock)
        {
            if (!IsShown(result.Stream)) return;
            _state = result.State;
            _feed.Fill(result, _size.Width, _size.Height, Models.Filling);
            Models.Publish();
        }
        _news.Set();
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_lock)
            if (IsShown(change.Stream)) _state = change.State;
        _news.Set();
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count)
    {
        lock (_lock)
        {
            _streams.Remove(stream);
            if (stream != _stream) return;
            _stream = null;
            _feed = NewFeed();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Wakes the window.</summary>
    internal void Wake() => _news.Set();

    private OverlayFeed NewFeed() => new() { Device = _options.Device, SeesMiddle = _options.SeesMiddle };

    private bool IsShown(string stream)
    {
        if (!_streams.Contains(stream)) _streams.Add(stream);
        return stream == (_stream ??= stream);
    }
}
