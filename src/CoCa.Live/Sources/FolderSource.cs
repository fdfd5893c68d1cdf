using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Pictures;
using CoCa.Realtime.Frames;

namespace CoCa.Live.Sources;

/// <summary>
/// Shows the pictures of a folder as a video: in the order of their names, <see cref="SourceOptions.Rate"/> a second, each upright and of its own size. Folders in it are not looked
/// into. A picture that cannot be read leaves a gap of one frame. Without <see cref="SourceOptions.Realtime"/> it goes as fast as it is read. Disposal ends a read that waits. One reader at a time.
/// </summary>
public sealed class FolderSource : IFrameSource
{
    private const double Rate = 10;

    private readonly SourceOptions _options;
    private readonly TimeProvider _time;
    private readonly string[] _files;
    private readonly TimeSpan _distance;
    private readonly object _lock = new();
    private readonly ITimer _timer;
    private bool _isDue, _stopping;
    private int _next, _frames, _damaged;
    private long _start;
    private string? _complaint;

    private FolderSource(SourceOptions options, string[] files, TimeProvider time)
    {
        (_options, _files, _time) = (options, files, time);
        _distance = TimeSpan.FromSeconds(1 / (options.Rate > 0 ? options.Rate : Rate));
        _next = (int)Math.Min(Math.Ceiling(options.Start / _distance), files.Length);
        _timer = time.CreateTimer(_ => Pulse(ref _isDue), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public string Name => _options.Address.Display;

    /// <inheritdoc/>
    public bool IsLive => _options.Realtime;

    /// <inheritdoc/>
    public string? Complaint => _damaged == 0 ? null : $"{_damaged} of {_files.Length} pictures could not be read: {_complaint}";

    /// <summary>Lists the folder; what comes into it later is not shown.</summary>
    /// <param name="options">What to read and how.</param>
    /// <param name="time">Times the pace; the system's by default.</param>
    /// <exception cref="SourceException">It cannot be read, or has no picture.</exception>
    public static FolderSource Open(SourceOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string folder = options.Address.Text;
        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(PictureLoader.IsPictureName).OrderBy(f => Path.GetFileName(f), FileNameOrder.Instance)];
            if (files.Length == 0) throw new SourceException($"{folder}: no picture in this folder, expected some of {string.Join(", ", PictureLoader.Extensions)}");
            return new(options, files, time ?? TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"{folder}: cannot be read: {FileProblem.Of(e)}", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SourceException">Not one picture could be read.</exception>
    public bool Read(FrameBuffer frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        while (_next < _files.Length && (_options.MaxFrames == 0 || _frames < _options.MaxFrames))
        {
            TimeSpan stamp = _next * _distance;
            string file = _files[_next++];
            if (TryLoad(file) is not { } picture) continue;
            if (!WaitFor(stamp)) return false;
            Fill(frame, picture);
            frame.Time = stamp;
            _frames++;
            return true;
        }
        return _frames > 0 || _damaged == 0 ? false : throw new SourceException($"{Name}: {Complaint}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Pulse(ref _stopping);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private Picture? TryLoad(string file)
    {
        try
        {
            return PictureLoader.LoadUpright(file);
        }
        catch (InvalidInputException e)
        {
            _damaged++;
            _complaint ??= e.Message;
            return null;
        }
    }

    /// <summary>At its own pace, a picture comes when its time has; false when the source was closed.</summary>
    private bool WaitFor(TimeSpan stamp)
    {
        if (_frames == 0) _start = _time.GetTimestamp() - (long)(stamp.TotalSeconds * _time.TimestampFrequency);
        lock (_lock)
        {
            TimeSpan left = _options.Realtime ? stamp - _time.GetElapsedTime(_start) : TimeSpan.Zero;
            _isDue = left <= TimeSpan.Zero || !_timer.Change(left, Timeout.InfiniteTimeSpan);
            while (!_isDue && !_stopping) Monitor.Wait(_lock);
            return !_stopping;
        }
    }

    private void Pulse(ref bool condition)
    {
        lock (_lock)
        {
            condition = true;
            Monitor.PulseAll(_lock);
        }
    }

    private static void Fill(FrameBuffer frame, Picture picture)
    {
        bool hasAlpha = picture.Color == PictureColor.Rgba;
        Span<byte> to = frame.Reserve(hasAlpha ? PixelFormat.Rgba32 : PixelFormat.Rgb24, picture.Width, picture.Height);
        if (picture.Color != PictureColor.Cmyk)
        {
            picture.Pixels.CopyTo(to);
            return;
        }
        for (int from = 0, at = 0; at < to.Length; from += 4)
            for (int c = 0; c < 3; c++) to[at++] = (byte)(255 - picture.Pixels[from + c]);
    }
}
