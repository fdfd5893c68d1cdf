using System.Diagnostics.CodeAnalysis;
using CoCa.Realtime.Frames;
using Microsoft.Extensions.Logging;

namespace CoCa.Realtime.Results;

/// <summary>
/// Where results leave the engine: the sinks, readers of all results, and whoever asks for the last one. A sink that throws is told of once and gets nothing more. The engine's thread calls it; adding, reading
/// and asking are thread-safe.
/// </summary>
internal sealed class ResultHub(ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private volatile Entry[] _sinks = [];
    private volatile ResultQueue[] _readers = [];
    private bool _isClosed;

    /// <summary>Sinks that failed, and why.</summary>
    public IReadOnlyList<string> Failures
    {
        get { lock (_lock) return [.. _failures]; }
    }

    public void Add(IResultSink sink)
    {
        lock (_lock) _sinks = [.. _sinks, new(sink)];
    }

    [SuppressMessage("Design", "CA1031", Justification = "a sink is somebody else's code: whatever it throws ends the sink and nothing else")]
    public void Show(StreamWork work)
    {
        FrameResult result = work.Result;
        foreach (Entry entry in _sinks)
        {
            if (entry.HasFailed) continue;
            try
            {
                entry.Sink.Show(result, work.Frame!.Pixels);
            }
            catch (Exception e)
            {
                Failed(entry, e);
            }
        }
        foreach (ResultQueue reader in _readers) reader.Post(result, work.Stream.BackPressure == BackPressure.Lossless);
        lock (work.Latest) result.CopyTo(work.Latest);
    }

    /// <summary>Tells the sinks how a stream's source changed.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "as above")]
    public void TellChanges(EngineStream stream)
    {
        while (stream.TryNextChange(out StreamStateChange change))
        {
            if (change.Reason is { } reason) EngineLog.ChangedBecause(logger, change.Stream, change.State, reason);
            else EngineLog.Changed(logger, change.Stream, change.State);
            foreach (Entry entry in _sinks)
            {
                if (entry.HasFailed) continue;
                try
                {
                    entry.Sink.Change(change);
                }
                catch (Exception e)
                {
                    Failed(entry, e);
                }
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "as above")]
    public void Complete(EngineStream stream, StreamCount count)
    {
        foreach (Entry entry in _sinks)
        {
            if (entry.HasFailed) continue;
            try
            {
                entry.Sink.Complete(stream.Name, count);
            }
            catch (Exception e)
            {
                Failed(entry, e);
            }
        }
    }

    /// <summary>All results from this call on.</summary>
    public IAsyncEnumerable<FrameResult> ReadAllAsync(CancellationToken cancellation)
    {
        ResultQueue queue = new(Remove);
        lock (_lock)
        {
            if (_isClosed) queue.Complete();
            else _readers = [.. _readers, queue];
        }
        return queue.ReadAllAsync(cancellation);
    }

    /// <summary>No more results come: the readers end after those that they have.</summary>
    public void Close()
    {
        lock (_lock)
        {
            foreach (ResultQueue reader in _readers) reader.Complete();
            _readers = [];
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "as above")]
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _isClosed = true;
        Close();
        foreach (Entry entry in _sinks)
        {
            try
            {
                await entry.Sink.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (!entry.HasFailed) Failed(entry, e);
            }
        }
    }

    private void Remove(ResultQueue queue)
    {
        lock (_lock) _readers = [.. _readers.Where(r => r != queue)];
    }

    private void Failed(Entry entry, Exception e)
    {
        entry.HasFailed = true;
        lock (_lock) _failures.Add($"{entry.Sink.Name}: {e.Message}");
        EngineLog.SinkFailed(logger, entry.Sink.Name, e.Message);
    }

    private sealed class Entry(IResultSink sink)
    {
        public IResultSink Sink => sink;

        public bool HasFailed { get; set; }
    }
}
