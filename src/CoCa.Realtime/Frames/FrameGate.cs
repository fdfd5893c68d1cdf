namespace CoCa.Realtime.Frames;

/// <summary>
/// Where a stream's frames wait for the engine, and the only place where they are dropped: see <see cref="BackPressure"/>. Every frame that is pushed gets the next id. Buffers go round:
/// one is filled, up to <c>capacity</c> wait, those that were taken come back by <see cref="Return"/>, so that nothing is allocated once all have been made.
/// Thread-safe; one thread fills, one takes.
/// </summary>
/// <param name="backPressure">What happens when it is full.</param>
/// <param name="capacity">Frames that may wait.</param>
/// <param name="lookAhead">Whether a frame is only given once it is known if another follows, so that the last one is known as such.</param>
internal sealed class FrameGate(BackPressure backPressure, int capacity, bool lookAhead)
{
    private readonly object _lock = new();
    private readonly Queue<FrameBuffer> _waiting = new(capacity + 1);
    private readonly Stack<FrameBuffer> _free = new(capacity + 3);
    private long _in, _dropped;
    private bool _complete, _closed;

    public BackPressure BackPressure => backPressure;

    /// <summary>Frames that came in. Of a lossless stream that was left before its end those count that somebody took: nothing was lost, they are in the file still.</summary>
    public long In
    {
        get { lock (_lock) return _in; }
    }

    /// <summary>Frames that gave way to newer ones, or were still waiting when a live stream was left.</summary>
    public long Dropped
    {
        get { lock (_lock) return _dropped; }
    }

    /// <summary>Whether no frame waits and none will come.</summary>
    public bool IsDrained
    {
        get { lock (_lock) return _complete && _waiting.Count == 0; }
    }

    /// <summary>A buffer to fill, to be given to <see cref="Push"/> or <see cref="Return"/>. Null once nobody takes frames any more, or when a lossless gate is full and the caller does not wait.</summary>
    public FrameBuffer? Begin(bool wait)
    {
        lock (_lock)
        {
            while (!_closed && backPressure == BackPressure.Lossless && _waiting.Count >= capacity)
            {
                if (!wait) return null;
                Monitor.Wait(_lock);
            }
            return _closed || _complete ? null : _free.TryPop(out FrameBuffer? free) ? free : new();
        }
    }

    /// <summary>Hands a filled buffer over; false once nobody takes frames any more.</summary>
    public bool Push(FrameBuffer frame, long arrived)
    {
        lock (_lock)
        {
            if (_closed || _complete)
            {
                _free.Push(frame);
                return false;
            }
            (frame.Id, frame.Arrived, frame.IsLast) = (_in++, arrived, false);
            while (backPressure == BackPressure.NewestWins && _waiting.Count >= capacity) Drop(_waiting.Dequeue());
            _waiting.Enqueue(frame);
            return true;
        }
    }

    /// <summary>The oldest frame that waits, or null.</summary>
    public FrameBuffer? TryTake()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 || (lookAhead && _waiting.Count == 1 && !_complete)) return null;
            FrameBuffer frame = _waiting.Dequeue();
            frame.IsLast = _complete && _waiting.Count == 0;
            Monitor.PulseAll(_lock);
            return frame;
        }
    }

    /// <summary>Whether <see cref="TryTake"/> would give a frame.</summary>
    public bool HasFrame
    {
        get { lock (_lock) return _waiting.Count > (lookAhead && !_complete ? 1 : 0); }
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(FrameBuffer frame)
    {
        lock (_lock) _free.Push(frame);
    }

    /// <summary>No more frames will come; those that wait are still given.</summary>
    public void Complete()
    {
        lock (_lock) _complete = true;
    }

    /// <summary>Nobody takes frames any more: what waits is given up, a thread that waits in <see cref="Begin"/> goes on.</summary>
    public void Close()
    {
        lock (_lock)
        {
            (_closed, _complete) = (true, true);
            if (backPressure == BackPressure.Lossless) _in -= _waiting.Count;
            while (_waiting.TryDequeue(out FrameBuffer? frame))
                if (backPressure == BackPressure.Lossless) _free.Push(frame);
                else Drop(frame);
            Monitor.PulseAll(_lock);
        }
    }

    private void Drop(FrameBuffer frame)
    {
        _dropped++;
        _free.Push(frame);
    }
}
