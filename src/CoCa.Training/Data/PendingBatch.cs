namespace CoCa.Training.Data;

/// <summary>A batch in the making: threads take its rows one by one, the last to finish delivers it.</summary>
internal sealed class PendingBatch(long step, TrainingBatch batch)
{
    private readonly TaskCompletionSource<TrainingBatch> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = batch.Count;
    private volatile bool _unwanted;

    public long Step => step;

    public TrainingBatch Batch => batch;

    public Task<TrainingBatch> Done => _done.Task;

    /// <summary>Nobody will ask for it any more: rows that were not begun are left out.</summary>
    public void Drop() => _unwanted = true;

    /// <summary>Makes one row.</summary>
    public void Run(int row, Action<PendingBatch, int> make)
    {
        try
        {
            if (!_unwanted) make(this, row);
        }
#pragma warning disable CA1031 // Whatever it is, it reaches who waits for the batch.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _done.TrySetException(e);
        }
        if (Interlocked.Decrement(ref _left) > 0) return;
        if (_unwanted) _done.TrySetCanceled();
        else _done.TrySetResult(batch);
    }
}
