using System.Globalization;
using System.Runtime.CompilerServices;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Frames;

namespace CoCa.Live.Sources;

/// <summary>
/// Reads the frames of a file, stream, camera or screen through an ffmpeg child, with the source's own time stamps. Nothing is read ahead: the child waits
/// while nobody reads, so whoever reads a live source reads on. A watchdog ends a source that has gone silent. Dispose ends the child within little more than a second,
/// whatever a reader is waiting for. One reader at a time.
/// </summary>
public sealed class FfmpegSource : IFrameSource
{
    private readonly SourceOptions _options;
    private readonly TimeProvider _time;
    private readonly Ffmpeg _ffmpeg;
    private readonly NutReader _reader;
    private readonly ITimer _watchdog;
    private readonly SemaphoreSlim _turn = new(1);
    private long _framesIn, _waitingSince;
    private int _disposals;
    private volatile bool _waiting, _silent, _stopping;

    private FfmpegSource(SourceOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _ffmpeg = Ffmpeg.Start(Arguments(options), time);
        _reader = new(_ffmpeg.Output);
        _watchdog = time.CreateTimer(_ => Watch(), null, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
    }

    /// <inheritdoc/>
    public string Name => _options.Address.Display;

    /// <summary>Does it go on whether it is read or not: a live source, or a file at its own pace?</summary>
    public bool IsLive => _options.Address.IsLive || _options.Realtime;

    /// <summary>Frames that were read so far.</summary>
    public long FramesIn => Interlocked.Read(ref _framesIn);

    /// <inheritdoc/>
    public string? Complaint => _ffmpeg.Complaint is { } complaint ? _options.Address.WithoutPassword(complaint) : null;

    internal int ProcessId => _ffmpeg.Id;

    /// <summary>Starts the child; the first frame decides whether the source can be read.</summary>
    /// <param name="options">What to read and how.</param>
    /// <param name="time">Times the watchdog; the system's by default.</param>
    /// <exception cref="SourceException">It is a folder, or there is no such camera or screen.</exception>
    /// <exception cref="MissingDependencyException">ffmpeg is not installed.</exception>
    public static FfmpegSource Open(SourceOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Address.Kind == SourceKind.Folder) throw new SourceException($"{options.Address.Text}: is a folder, expected a video file");
        return new FfmpegSource(options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="SourceException">Not one frame came, a file broke off with an error, or a live source ended or fell silent: after the frames before that.</exception>
    public bool Read(FrameBuffer frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return Take(frame, out _);
    }

    /// <summary>The frames in their order; the caller disposes each.</summary>
    /// <exception cref="SourceException">As of <see cref="Read"/>.</exception>
    public async IAsyncEnumerable<VideoFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration ending = cancellation.Register(_ffmpeg.Kill);
        while (true)
        {
            VideoFrame? frame = null;
            bool came;
            try
            {
                came = await Task.Run(() => Take(null, out frame), CancellationToken.None).ConfigureAwait(false);
            }
            catch (SourceException) when (cancellation.IsCancellationRequested)
            {
                came = false; // it was we who ended the child
            }
            cancellation.ThrowIfCancellationRequested();
            if (!came) yield break;
            frame!.Id = FramesIn - 1;
            yield return frame;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposals, 1) != 0) return;
        _stopping = true;
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        // The child's end ends a read.
        await _ffmpeg.EndAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        _ffmpeg.Dispose();
        _turn.Dispose();
    }

    private static List<string> Arguments(SourceOptions options)
    {
        List<string> arguments = [];
        if (options.Start > TimeSpan.Zero) arguments.AddRange(["-ss", options.Start.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture)]);
        if (options.Realtime) arguments.Add("-re");
        arguments.AddRange(FfmpegInput.Of(options));
        // V: no cover pictures. Time stamps: neither made regular, nor rounded to the frame rate, nor moved to zero.
        arguments.AddRange(["-map", "0:V:0", "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-enc_time_base", "-1", "-copyts"]);
        // Cameras and screens count from the machine's start or from 1970, which tells nobody anything.
        if (options.Address.Kind is SourceKind.Camera or SourceKind.Screen) arguments.Add("-start_at_zero");
        if (options.MaxFrames > 0) arguments.AddRange(["-frames:v", options.MaxFrames.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["-f", "nut", "pipe:1"]);
        return arguments;
    }

    /// <summary>Reads one frame into a buffer, or without one as <paramref name="frame"/>; false at the end.</summary>
    private bool Take(FrameBuffer? into, out VideoFrame? frame)
    {
        frame = null;
        if (_stopping) return false;
        _turn.Wait();
        try
        {
            Interlocked.Exchange(ref _waitingSince, _time.GetTimestamp());
            _waiting = true;
            bool came = into is null ? (frame = _reader.ReadFrame()) is not null : ReadInto(into);
            _waiting = false;
            if (came) Interlocked.Increment(ref _framesIn);
            else if (!_stopping && HowItEnded(null) is { } error) throw error;
            return came;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            if (!_stopping && HowItEnded(e) is { } error) throw error;
            return false;
        }
        finally
        {
            _waiting = false;
            _turn.Release();
        }
    }

    private bool ReadInto(FrameBuffer frame)
    {
        if (!_reader.ReadHeader() || !_reader.ReadPixels(frame.Reserve(PixelFormat.Rgb24, _reader.Width, _reader.Height))) return false;
        frame.Time = _reader.FrameTime;
        return true;
    }

    private SourceException? HowItEnded(Exception? broken)
    {
        string name = _options.Address.Display;
        if (_silent)
        {
            return new SourceException(FramesIn == 0
                ? $"{name}: no frame within {_options.OpenTimeout.TotalSeconds:0.#} s of opening it"
                : $"{name}: silent for {_options.StallTimeout.TotalSeconds:0.#} s after {FramesIn} frames");
        }
        int code = _ffmpeg.WaitForEnd(TimeSpan.FromSeconds(5));
        string complaint = Complaint ?? broken?.Message ?? $"ffmpeg ended with {code}";
        bool wanted = _options.MaxFrames > 0 && FramesIn >= _options.MaxFrames;
        if (wanted) return null;
        if (FramesIn == 0 && _options.Address.Kind == SourceKind.File && new FileInfo(_options.Address.Text) is { Exists: true, Length: 0 })
            complaint = "the file is empty (0 bytes)";
        if (FramesIn == 0) return new SourceException($"{name}: cannot be read as video: {complaint}", broken);
        if (_options.Address.IsLive) return new SourceException($"{name}: the live source ended after {FramesIn} frames{(Complaint is { } c ? $": {c}" : "")}", broken);
        return code == 0 && broken is null ? null : new SourceException($"{name}: broke off after {FramesIn} frames: {complaint}", broken);
    }

    private void Watch()
    {
        if (!_waiting) return;
        TimeSpan limit = FramesIn == 0 ? _options.OpenTimeout : _options.StallTimeout;
        if (_time.GetElapsedTime(Interlocked.Read(ref _waitingSince)) < limit) return;
        _silent = true;
        _ffmpeg.Kill();
    }
}
