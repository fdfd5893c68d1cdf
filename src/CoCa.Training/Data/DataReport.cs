namespace CoCa.Training.Data;

/// <summary>What was wrong with the data that was read. Thread-safe.</summary>
public sealed class DataReport
{
    /// <summary>How many flaws are kept with their names; all are counted.</summary>
    public const int Named = 20;

    private readonly Lock _lock = new();
    private readonly HashSet<(int Source, int Index)> _seen = [];
    private readonly List<DataFlaw> _first = [];

    /// <summary>Samples with flaws, each counted once however often it came.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _seen.Count;
        }
    }

    /// <summary>The first <see cref="Named"/> of them, in the order in which they were met.</summary>
    public IReadOnlyList<DataFlaw> First
    {
        get
        {
            lock (_lock) return [.. _first];
        }
    }

    internal void Add(int source, int index, string sample, string reason)
    {
        lock (_lock)
            if (_seen.Add((source, index)) && _first.Count < Named) _first.Add(new(sample, reason));
    }
}
