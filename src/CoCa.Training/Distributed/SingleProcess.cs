namespace CoCa.Training.Distributed;

/// <summary>One process alone.</summary>
public sealed class SingleProcess : ICommunicator
{
    /// <inheritdoc />
    public int Rank => 0;

    /// <inheritdoc />
    public int Size => 1;

    /// <inheritdoc />
    public void AllReduceSum(Span<float> values) { }

    /// <inheritdoc />
    public void AllGather(ReadOnlySpan<float> own, Span<float> all) => own.CopyTo(all);

    /// <inheritdoc />
    public void Dispose() { }
}
