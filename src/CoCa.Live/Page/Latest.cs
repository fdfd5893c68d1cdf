namespace CoCa.Live.Page;

/// <summary>The newest value of something, for readers that wait for a newer one than they have: nobody queues, a slow reader skips. Thread-safe.</summary>
internal sealed class Latest<T> where T : class
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;
    private long _version;

    /// <summary>Replaces the value and wakes who waits.</summary>
    public void Set(T value)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            (_value, waiting, _next) = (value, _next, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _version++;
        }
        waiting.SetResult();
    }

    /// <summary>The newest value once it is newer than <paramref name="seen"/>, with its version.</summary>
    public async Task<(T Value, long Version)> AfterAsync(long seen, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_version > seen) return (_value!, _version);
                next = _next.Task;
            }
            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
