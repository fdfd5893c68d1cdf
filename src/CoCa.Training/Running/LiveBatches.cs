using CoCa.Training.Data;

namespace CoCa.Training.Running;

/// <summary>New views at every step.</summary>
internal sealed class LiveBatches(BatchLoader loader, IReadOnlyList<long> shape) : IBatches
{
    private TrainingBatch? _last;

    public async ValueTask<HostBatch> ReadAsync(long step, CancellationToken cancellation)
    {
        _last?.Dispose();
        _last = await loader.ReadAsync(step, cancellation).ConfigureAwait(false);
        return new HostBatch(_last.Pixels, shape, _last.Ids);
    }

    public void Dispose()
    {
        _last?.Dispose();
        loader.Dispose();
    }
}
