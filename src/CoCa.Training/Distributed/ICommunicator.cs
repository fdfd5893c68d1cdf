namespace CoCa.Training.Distributed;

/// <summary>Processes that train one model together. Every process makes the same calls in the same order; not thread-safe.</summary>
public interface ICommunicator : IDisposable
{
    /// <summary>This process's number, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Size { get; }

    /// <summary>Replaces values by their sums over all processes.</summary>
    void AllReduceSum(Span<float> values);

    /// <summary>Collects the values of all processes, in the order of their ranks.</summary>
    /// <param name="own">As many in every process.</param>
    /// <param name="all"><see cref="Size"/> times as many.</param>
    void AllGather(ReadOnlySpan<float> own, Span<float> all);
}
