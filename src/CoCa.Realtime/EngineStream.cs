using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

namespace CoCa.Realtime;

/// <summary>
/// One stream of an engine: frames go in here, by code or from a source, and it says how they fare. Made by <see cref="CoCaEngine"/>. Thread-safe, but for
/// <see cref="PushFrame"/>, which one thread at a time may call.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "a video stream is what the field calls it")]
public sealed class EngineStream : IAsyncDisposable
{
    private readonly TaskCompletionSource<StreamCount> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<StreamStateChange> _changes = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _wake;
    private SourceLoop? _source;
    private Task _closed = Task.CompletedTask;
    private long _shown, _failed, _lastTicks;
    private int _losses;
    private bool _isStopped;
    private volatile StreamState _state;
    private volatile LabelChoice _labels;

    internal EngineStream(CoCaModel model, StreamOptions options, BackPressure backPressure, bool isFile, Accounts accounts, TimeProvider time, Action wake)
    {
        (Options, _time, _wake, _labels) = (options, time, wake, new(options.Labels, options.LabelOptions));
        // A file's last frame is known as such, so that the caption in the making is finished with it.
        Gate = new(backPressure, capacity: backPressure == BackPressure.Lossless ? 4 : 1, lookAhead: isFile && options.Captions is not null);
        Work = new(model, this, accounts);
    }

    /// <summary>How it is watched.</summary>
    public StreamOptions Options { get; }

    /// <summary>Its name.</summary>
    public string Name => Options.Name;

    /// <summary>What happens to frames that come too fast.</summary>
    public BackPressure BackPressure => Gate.BackPressure;

    /// <summary>How the source is.</summary>
    public StreamState State => _state;

    /// <summary>The count of its frames. While it runs, those that wait or are in work are in <see cref="StreamCount.In"/> alone.</summary>
    public StreamCount Count => new(Gate.In, Interlocked.Read(ref _shown), Gate.Dropped, Interlocked.Read(ref _failed));

    /// <summary>Why the source ended, if it should not have; null otherwise.</summary>
    public CoCaException? Error { get; private set; }

    /// <summary>Done once the stream has ended and its sinks were told; never faulted, see <see cref="Error"/>.</summary>
    public Task<StreamCount> Completion => _completion.Task;

    /// <summary>Bytes of the window, the same at every time.</summary>
    public long WindowBytes => Work.Window.Bytes;

    internal FrameGate Gate { get; }

    internal StreamWork Work { get; }

    internal LabelChoice Labels => _labels;

    internal int Losses => Volatile.Read(ref _losses);

    /// <summary>The last frame's time stamp.</summary>
    internal TimeSpan LastTime => new(Interlocked.Read(ref _lastTicks));

    /// <summary>
    /// Gives the engine a frame; its pixels are copied. Where the newest wins it never waits. A lossless stream says false when it is full: the frame was not taken and not counted, give it again
    /// after the engine has worked. False also once the stream has ended.
    /// </summary>
    /// <param name="pixels">The frame, of any size and format; may change from frame to frame.</param>
    /// <param name="time">Its time stamp. One that lies before the last begins the window anew.</param>
    /// <exception cref="InvalidInputException">The frame is empty or above 512 MiB.</exception>
    public bool PushFrame(in PixelBuffer pixels, TimeSpan time)
    {
        if (_source is not null) throw new InvalidOperationException($"{Name}: its frames come from a source, none can be pushed");
        if (Gate.Begin(wait: false) is not { } frame) return false;
        try
        {
            frame.CopyFrom(pixels);
        }
        catch
        {
            Gate.Return(frame);
            throw;
        }
        frame.Time = time;
        return Arrived(frame);
    }

    /// <summary>No more frames will be pushed; those that wait are still shown.</summary>
    public void Complete()
    {
        Gate.Complete();
        _wake();
    }

    /// <summary>Ends the stream: frames that wait are given up, its source is closed. <see cref="Completion"/> tells when it has ended.</summary>
    public void Stop()
    {
        Gate.Close();
        lock (_lock)
        {
            if (_source is { } source && !_isStopped) _closed = source.DisposeAsync().AsTask();
            _isStopped = true;
        }
        _wake();
    }

    /// <summary>The same as <see cref="Stop"/>; returns once the source is closed, within little more than 2 s.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _closed.ConfigureAwait(false);
    }

    /// <summary>Other labels or thresholds from the next frame on; null for none. Smoothing begins anew.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public void SetLabels(LabelSet? labels, LabelOptions? options = null)
    {
        options?.Validate();
        _labels = new(labels, options ?? _labels.Options);
    }

    /// <summary>Copies the last result.</summary>
    /// <param name="result">What is filled; use it again and again, and nothing is allocated.</param>
    /// <returns>Whether there is one, and it is another than <paramref name="result"/> held already.</returns>
    public bool TryGetLatest(FrameResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        FrameResult latest = Work.Latest;
        lock (latest)
        {
            if (latest.Id < 0 || (latest.Id == result.Id && latest.Stream == result.Stream)) return false;
            latest.CopyTo(result);
            return true;
        }
    }

    internal void Attach(IFrameSource first, Func<IFrameSource> open, Accounts accounts) => _source = new(this, first, open, accounts, _time);

    internal bool Arrived(FrameBuffer frame)
    {
        Interlocked.Exchange(ref _lastTicks, frame.Time.Ticks);
        if (!Gate.Push(frame, _time.GetTimestamp())) return false;
        if (_state is not (StreamState.Running or StreamState.Frozen or StreamState.DeviceLost)) ChangeState(StreamState.Running, null);
        _wake();
        return true;
    }

    internal void ChangeState(StreamState state, string? reason)
    {
        lock (_lock)
        {
            if (_state == state || _state == StreamState.Ended) return;
            _state = state;
            if (state == StreamState.Lost) _losses++;
            _changes.Enqueue(new(Name, state, LastTime, reason));
        }
        _wake();
    }

    /// <summary>The engine found the picture the same for too long, or another again.</summary>
    internal void SetFrozen(bool isFrozen)
    {
        if (_state == (isFrozen ? StreamState.Running : StreamState.Frozen)) ChangeState(isFrozen ? StreamState.Frozen : StreamState.Running, null);
    }

    /// <summary>The device that runs the model is gone, for this reason, or (null) back.</summary>
    internal void SetDeviceLost(string? reason)
    {
        if (reason is not null && _state is (StreamState.Running or StreamState.Frozen or StreamState.Stalled)) ChangeState(StreamState.DeviceLost, reason);
        else if (reason is null && _state == StreamState.DeviceLost) ChangeState(StreamState.Running, null);
    }

    /// <summary>Looks whether the source has gone silent.</summary>
    internal void CheckStall()
    {
        if (_source is { } source && _state is StreamState.Running or StreamState.Frozen && source.Silence >= Options.StallAfter) ChangeState(StreamState.Stalled, null);
    }

    internal bool TryNextChange(out StreamStateChange change) => _changes.TryDequeue(out change!);

    internal void SourceEnded(CoCaException? error)
    {
        Error ??= error;
        Gate.Complete();
        _wake();
    }

    internal void Fail(CoCaException error)
    {
        Error ??= error;
        Stop();
    }

    internal void CountShown() => Interlocked.Increment(ref _shown);

    internal void CountFailed() => Interlocked.Increment(ref _failed);

    internal void SetCompleted(StreamCount count) => _completion.TrySetResult(count);

    /// <summary>Labels and how they are steadied.</summary>
    internal sealed record LabelChoice(LabelSet? Set, LabelOptions Options);
}
