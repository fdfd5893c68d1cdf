using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CoCa.Realtime.Results;

/// <summary>Results on their way to one reader, up to 64.</summary>
internal sealed class ResultQueue(Action<ResultQueue> remove)
{
    private const int Most = 64;
    private readonly Channel<FrameResult> _results = Channel.CreateUnbounded<FrameResult>(new() { SingleWriter = true });
    private readonly object _lock = new();
    private int _count;
    private bool _isClosed;

    /// <summary>Adds a copy. When it is full it waits, or else the oldest gives way.</summary>
    public void Post(FrameResult result, bool wait)
    {
        lock (_lock)
        {
            while (wait && _count >= Most && !_isClosed) Monitor.Wait(_lock);
            if (_isClosed) return;
            if (_count >= Most && _results.Reader.TryRead(out _)) _count--;
            FrameResult copy = new();
            result.CopyTo(copy);
            if (_results.Writer.TryWrite(copy)) _count++;
        }
    }

    /// <summary>No more come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isClosed = true;
            _results.Writer.TryComplete();
            Monitor.PulseAll(_lock);
        }
    }

    public async IAsyncEnumerable<FrameResult> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (FrameResult result in _results.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                lock (_lock)
                {
                    _count--;
                    Monitor.PulseAll(_lock);
                }
                yield return result;
            }
        }
        finally
        {
            remove(this);
            Complete();
        }
    }
}
