namespace CoCa.Overlay.Handover;

/// <summary>
/// Hands the newest value from a thread that makes them to one that shows them, and neither waits for the other: one is being filled, one is ready, one is shown, and they change places. What was not
/// taken in time is filled anew. One writer, one reader.
/// </summary>
internal sealed class Newest<T>
    where T : class, new()
{
    private readonly Lock _lock = new();
    private T _ready = new();
    private bool _isFresh;

    /// <summary>The writer's: filled, then published.</summary>
    public T Filling { get; private set; } = new();

    /// <summary>The reader's; stays as it is until the next <see cref="TryTake"/>.</summary>
    public T Shown { get; private set; } = new();

    /// <summary>What was filled is ready; the writer goes on with another one.</summary>
    public void Publish()
    {
        lock (_lock) (Filling, _ready, _isFresh) = (_ready, Filling, true);
    }

    /// <summary>Makes what is ready the one that is shown. False when nothing newer is ready.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (!_isFresh) return false;
            (Shown, _ready, _isFresh) = (_ready, Shown, false);
            return true;
        }
    }
}
