namespace CoCa.Overlay;

/// <summary>Pauses what <see cref="PlayedSource"/>s play. Thread-safe.</summary>
public sealed class PlayControl
{
    private readonly object _lock = new();
    private bool _isPaused;

    /// <summary>Whether it stands still.</summary>
    public bool IsPaused
    {
        get { lock (_lock) return _isPaused; }
        set
        {
            lock (_lock)
            {
                _isPaused = value;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Sets a flag and wakes who waits for it.</summary>
    internal void Raise(ref bool flag)
    {
        lock (_lock)
        {
            flag = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for so long, and while it stands still, unless the flag is raised.</summary>
    /// <returns>For how long it stood still.</returns>
    internal TimeSpan Wait(TimeSpan limit, TimeProvider time, ref bool flag)
    {
        lock (_lock)
        {
            if (!_isPaused && !flag && limit > TimeSpan.Zero) Monitor.Wait(_lock, limit);
            if (!_isPaused || flag) return TimeSpan.Zero;
            long since = time.GetTimestamp();
            while (_isPaused && !flag) Monitor.Wait(_lock);
            return time.GetElapsedTime(since);
        }
    }
}
