using System.Globalization;
using System.Runtime.CompilerServices;

namespace CoCa.Live.Sources;

/// <summary>
/// Reads the frames of a file, stream or camera through an ffmpeg child, with the source's own time stamps. Files come without
/// loss: the child waits for us. Live sources never queue: one frame waits, older ones are dropped and counted. A thread of its own
/// reads the pipe; a watchdog ends a source that has gone silent. Dispose ends the child within little more than a second.
/// One reader at a time.
/// </summary>
public sealed class FfmpegSource : IAsyncDisposable
{
    private readonly SourceOptions _options;
    private readonly TimeProvider _time;
    private readonly Ffmpeg _ffmpeg;
    private readonly FrameQueue _queue;
    private readonly ITimer _watchdog;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _framesIn, _waitingSince;
    private volatile bool _waiting, _silent, _stopping;

    private FfmpegSource(SourceOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _queue = new FrameQueue(IsLive ? 1 : 4, IsLive);
        _ffmpeg = Ffmpeg.Start(Arguments(options), time);
        _watchdog = time.CreateTimer(_ => Watch(), null, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
        new Thread(ReadFrames) { Name = "coca source", IsBackground = true }.Start();
    }

    /// <summary>Is it a live source (newest wins), or a file (every frame)?</summary>
    public bool IsLive => _options.Address.IsLive;

    /// <summary>Frames that came out of the source so far; of a file that was left before its end, those that somebody took.</summary>
    public long FramesIn => Interlocked.Read(ref _framesIn) - _queue.Unread;

    /// <summary>Of these, frames dropped because a newer one came first.</summary>
    public long FramesDropped => _queue.Dropped;

    /// <summary>What ffmpeg complained about although frames came: a damaged file, say. Null if nothing.</summary>
    public string? Complaint => _ffmpeg.Complaint is { } complaint ? _options.Address.WithoutPassword(complaint) : null;

    internal int ProcessId => _ffmpeg.Id;

    /// <summary>Starts the child; the first frame decides whether the source can be read.</summary>
    /// <param name="options">What to read and how.</param>
    /// <param name="time">Stamps <see cref="VideoFrame.Arrived"/> and times the watchdog; the system's by default.</param>
    /// <exception cref="CoCa.Core.MissingDependencyException">ffmpeg is not installed.</exception>
    public static FfmpegSource Open(SourceOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new FfmpegSource(options, time ?? TimeProvider.System);
    }

    /// <summary>The frames in their order; the caller disposes each.</summary>
    /// <exception cref="SourceException">Not one frame came, a file broke off with an error, or a live source ended or fell silent: after the frames before that.</exception>
    public async IAsyncEnumerable<VideoFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await _queue.PopAsync(cancellation).ConfigureAwait(false) is { } frame) yield return frame;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _queue.Close();
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        // The child's end ends the reader thread.
        _ffmpeg.Stop();
        Task ended = _ended.Task;
        if (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), _time)).ConfigureAwait(false) != ended) _ffmpeg.Kill();
        await ended.ConfigureAwait(false);
        await _ffmpeg.DisposeAsync().ConfigureAwait(false);
        _queue.Dispose();
    }

    private static List<string> Arguments(SourceOptions options)
    {
        List<string> arguments = [];
        if (options.Start > TimeSpan.Zero) arguments.AddRange(["-ss", options.Start.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture)]);
        arguments.AddRange(options.Address.InputArguments(options.StallTimeout));
        // V: no cover pictures. Time stamps: neither made regular, nor rounded to the frame rate, nor moved to zero.
        arguments.AddRange(["-map", "0:V:0", "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-enc_time_base", "-1", "-copyts"]);
        if (options.MaxFrames > 0) arguments.AddRange(["-frames:v", options.MaxFrames.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(["-f", "nut", "pipe:1"]);
        return arguments;
    }

    private void ReadFrames()
    {
        Exception? error = null;
        try
        {
            NutReader reader = new(_ffmpeg.Output);
            while (true)
            {
                Interlocked.Exchange(ref _waitingSince, _time.GetTimestamp());
                _waiting = true;
                VideoFrame? frame = reader.ReadFrame();
                _waiting = false;
                if (frame is null) break;
                frame.Id = _framesIn;
                frame.Arrived = _time.GetTimestamp();
                Interlocked.Increment(ref _framesIn);
                if (!_queue.Push(frame)) break;
            }
            error = _stopping ? null : HowItEnded(null);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            error = _stopping ? null : HowItEnded(e);
        }
        catch (Exception e)
        {
            error = e; // A fault of ours must reach the reader, not end the process.
        }
        finally
        {
            _waiting = false;
            _queue.Complete(error);
            _ended.SetResult();
        }
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
        if (IsLive) return new SourceException($"{name}: the live source ended after {FramesIn} frames{(Complaint is { } c ? $": {c}" : "")}", broken);
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
