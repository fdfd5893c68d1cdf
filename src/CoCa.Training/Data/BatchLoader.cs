using System.Collections.Concurrent;
using CoCa.Core;
using CoCa.Core.Tokenization;

namespace CoCa.Training.Data;

/// <summary>
/// Batches by their step's number, made ahead on threads of its own. What is in a batch is a function of mix, seed and step: neither threads nor an earlier run change it.
/// </summary>
/// <remarks>
/// Step s of all ranks together takes the places s * G to s * G + G - 1 of the mix (G = batch size * world size), rank r the r-th part of them. So accumulating
/// k batches of B is one batch of k * B, and N ranks are one rank with N times the batch. One reader at a time; it may ask for steps in any order, but going on by one is what is prepared.
/// A sample that cannot be used is noted in <see cref="Report"/> and replaced by one drawn from far ahead.
/// </remarks>
public sealed class BatchLoader : IDisposable
{
    private readonly DataMix _mix;
    private readonly BatchLoaderOptions _options;
    private readonly ClipTokenizer _tokenizer;
    private readonly BlockingCollection<(PendingBatch Batch, int Row)> _work = [];
    private readonly Dictionary<long, PendingBatch> _pending = [];
    private readonly ConcurrentBag<TrainingBatch> _spare = [];
    private readonly Thread[] _threads;
    private bool _disposed;

    /// <summary>Starts the threads; the mix still belongs to the caller and must live longer.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public BatchLoader(DataMix mix, ClipTokenizer tokenizer, BatchLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(mix);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_mix, _tokenizer, _options) = (mix, tokenizer, options);
        _threads = [.. Enumerable.Range(0, options.Threads).Select(i => new Thread(Work) { Name = $"coca data {i}", IsBackground = true })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>What was wrong with the data so far.</summary>
    public DataReport Report { get; } = new();

    /// <summary>The batch of a step, from 0. Dispose it when it was used.</summary>
    /// <exception cref="InvalidInputException">A hundred samples in a row cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public async ValueTask<TrainingBatch> ReadAsync(long step, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (PendingBatch far in _pending.Values.Where(p => p.Step < step || p.Step > step + _options.Prefetch).ToArray())
        {
            far.Drop();
            _pending.Remove(far.Step);
        }
        for (long s = step; s <= step + _options.Prefetch; s++)
            if (!_pending.ContainsKey(s)) Begin(s);
        TrainingBatch batch = await _pending[step].Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        _pending.Remove(step);
        return batch;
    }

    /// <summary>Stops the threads; rows being made are finished first.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (PendingBatch pending in _pending.Values) pending.Drop();
        _work.CompleteAdding();
        foreach (Thread thread in _threads) thread.Join();
        _work.Dispose();
    }

    private void Begin(long step)
    {
        if (_spare.TryTake(out TrainingBatch? batch)) batch.Reuse(_spare.Add);
        else batch = new(_options.BatchSize, 3 * _options.Preprocess.Height * _options.Preprocess.Width, _mix.CaptionsPerPicture, _options.ContextLength, _spare.Add);
        PendingBatch pending = new(step, batch);
        _pending.Add(step, pending);
        for (int row = 0; row < batch.Count; row++) _work.Add((pending, row));
    }

    private void Work()
    {
        SampleReader reader = new(_mix, _tokenizer, _options, Report);
        foreach ((PendingBatch batch, int row) in _work.GetConsumingEnumerable()) batch.Run(row, Make);

        void Make(PendingBatch pending, int row)
        {
            TrainingBatch batch = pending.Batch;
            long position = (pending.Step * _options.WorldSize + _options.Rank) * batch.Count + row;
            int pixels = batch.Pixels.Length / batch.Count, ids = batch.Ids.Length / batch.Count;
            batch.Samples[row] = reader.Read(position, batch.Pixels.AsSpan(row * pixels, pixels), batch.Ids.AsSpan(row * ids, ids));
        }
    }
}
