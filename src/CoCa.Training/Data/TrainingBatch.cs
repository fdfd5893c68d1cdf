namespace CoCa.Training.Data;

/// <summary>What one rank trains on in one step. Disposing it lets the loader use its memory again: then the arrays belong to another batch.</summary>
public sealed class TrainingBatch : IDisposable
{
    private Action<TrainingBatch>? _free;

    internal TrainingBatch(int size, int pixelsEach, int captions, int contextLength, Action<TrainingBatch> free)
    {
        Pixels = GC.AllocateUninitializedArray<float>(size * pixelsEach);
        Ids = new long[size * captions * contextLength];
        (CaptionsPerPicture, Samples, _free) = (captions, new (int, int)[size], free);
    }

    /// <summary>The pictures <c>[B, 3, H, W]</c>, normalised.</summary>
    public float[] Pixels { get; }

    /// <summary>The texts <c>[B * C, L]</c>: those of picture i are rows i * C to i * C + C - 1.</summary>
    public long[] Ids { get; }

    /// <summary>C: texts of each picture.</summary>
    public int CaptionsPerPicture { get; }

    /// <summary>Where each picture <c>[B]</c> comes from: the mix's source and the sample in it.</summary>
    public (int Source, int Index)[] Samples { get; }

    /// <summary>B: pictures.</summary>
    public int Count => Samples.Length;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _free, null)?.Invoke(this);

    internal void Reuse(Action<TrainingBatch> free) => _free = free;
}
