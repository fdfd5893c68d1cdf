using System.Diagnostics.CodeAnalysis;
using CoCa.Core;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Frames;

/// <summary>
/// Brings the frames of one stream's source to its gate, on a thread for each connection, and gets a live source back that was lost: it is opened again after 0.25 s, then
/// after twice as long each time up to 3 s, until frames come or the time for it is over.
/// </summary>
internal sealed class SourceLoop : IAsyncDisposable
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.25), s_longestDelay = TimeSpan.FromSeconds(3);

    private readonly EngineStream _stream;
    private readonly Func<IFrameSource> _open;
    private readonly Accounts _accounts;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private IFrameSource? _source;
    private long _waitingSince;
    private long _frames;

    public SourceLoop(EngineStream stream, IFrameSource first, Func<IFrameSource> open, Accounts accounts, TimeProvider time)
    {
        (_stream, _source, _open, _accounts, _time) = (stream, first, open, accounts, time);
        Ended = RunAsync(first);
    }

    /// <summary>Done once the source is closed and no thread of it runs.</summary>
    public Task Ended { get; }

    /// <summary>For how long the source has been silent while we listened.</summary>
    public TimeSpan Silence => Interlocked.Read(ref _waitingSince) is not 0 and long since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Closes the source and waits until no thread of it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        IFrameSource? source;
        lock (_lock)
        {
            _stop.Cancel();
            source = _source;
        }
        if (source is not null) await CloseAsync(source).ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(IFrameSource source)
    {
        bool isLive = source.IsLive;
        CoCaException? error = await ReadAsync(source).ConfigureAwait(false);
        long lost = _time.GetTimestamp();
        TimeSpan delay = s_firstDelay;
        // What has never worked is not tried again: it is the address that is wrong.
        while (error is not null && isLive && _frames > 0 && _time.GetElapsedTime(lost) < _stream.Options.ReconnectFor && !_stop.IsCancellationRequested)
        {
            _stream.ChangeState(StreamState.Lost, error.Message);
            await Task.Delay(delay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) break;
            _stream.ChangeState(StreamState.Reconnecting, null);
            delay = delay * 2 < s_longestDelay ? delay * 2 : s_longestDelay;
            long before = _frames;
            if (TryOpen() is { } next) error = await ReadAsync(next).ConfigureAwait(false);
            if (_frames > before) (lost, delay) = (_time.GetTimestamp(), s_firstDelay);
        }
        _stream.SourceEnded(_stop.IsCancellationRequested ? null : error);
    }

    [SuppressMessage("Design", "CA1031", Justification = "a source is somebody else's code: whatever it throws ends the connection and nothing else")]
    private IFrameSource? TryOpen()
    {
        try
        {
            IFrameSource source = _open();
            lock (_lock) _source = source;
            return source;
        }
        catch (Exception)
        {
            return null; // tried again, after a longer while
        }
    }

    /// <summary>Reads a source to its end and closes it; what went wrong, or null.</summary>
    private async Task<CoCaException?> ReadAsync(IFrameSource source)
    {
        TaskCompletionSource<CoCaException?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => ended.SetResult(Read(source))) { Name = "coca source", IsBackground = true }.Start();
        CoCaException? error = await ended.Task.ConfigureAwait(false);
        lock (_lock) _source = null;
        await CloseAsync(source).ConfigureAwait(false);
        return error;
    }

    [SuppressMessage("Design", "CA1031", Justification = "a source is somebody else's code: that it cannot be closed must not keep its stream from ending")]
    private static async Task CloseAsync(IFrameSource source)
    {
        try
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is gone either way.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "a source is somebody else's code: whatever it throws ends the connection and nothing else")]
    private CoCaException? Read(IFrameSource source)
    {
        try
        {
            while (!_stop.IsCancellationRequested && _stream.Gate.Begin(wait: true) is { } frame)
            {
                bool came = false;
                try
                {
                    long start = _time.GetTimestamp();
                    Interlocked.Exchange(ref _waitingSince, start);
                    came = source.Read(frame);
                    if (came) _accounts.Record(Stage.Read, _time.GetElapsedTime(start));
                }
                finally
                {
                    Interlocked.Exchange(ref _waitingSince, 0);
                    if (!came) _stream.Gate.Return(frame);
                }
                if (!came) return null;
                _frames++;
                if (!_stream.Arrived(frame)) return null;
            }
            return null;
        }
        catch (CoCaException e)
        {
            return e;
        }
        catch (Exception e)
        {
            return new InvalidInputException($"{source.Name}: {e.Message}", e);
        }
    }
}
