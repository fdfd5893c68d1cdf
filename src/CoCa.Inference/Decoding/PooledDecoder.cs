namespace CoCa.Inference.Decoding;

/// <summary>A decoder that serves one caption run after another. One thread at a time.</summary>
internal abstract class PooledDecoder : ITokenDecoder, IDisposable
{
    public abstract int VocabularySize { get; }

    public abstract int Capacity { get; }

    public int Rows { get; protected set; }

    /// <summary>Which of the device's lives it was made in: the pool's own note.</summary>
    public int Life { get; set; }

    /// <summary>Whether its buffers serve a run of these sizes.</summary>
    public abstract bool Fits(int pictures, int rows, int tokens, int contextTokens);

    /// <summary>Starts anew: one empty row for each of the pictures whose tokens [B, N, Dt] are given.</summary>
    public abstract void Begin(ReadOnlySpan<float> context, int pictures);

    public abstract Span<float> Feed(ReadOnlySpan<long> ids);

    public abstract void Arrange(ReadOnlySpan<int> parents, int rowsPerPicture);

    public abstract void Dispose();
}
