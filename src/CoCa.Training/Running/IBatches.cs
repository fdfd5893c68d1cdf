namespace CoCa.Training.Running;

/// <summary>The run's batches by step.</summary>
internal interface IBatches : IDisposable
{
    /// <summary>This process's share of a step's batch; valid until the next call.</summary>
    ValueTask<HostBatch> ReadAsync(long step, CancellationToken cancellation);
}

/// <summary>A batch in ordinary memory.</summary>
/// <param name="Inputs">[B, ..Shape]</param>
/// <param name="Shape">Of one picture's pixels or feature map.</param>
/// <param name="Ids">[B * C, L]</param>
internal readonly record struct HostBatch(float[] Inputs, IReadOnlyList<long> Shape, long[] Ids);
