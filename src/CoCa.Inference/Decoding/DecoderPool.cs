namespace CoCa.Inference.Decoding;

/// <summary>
/// Decoders that are not in use. A caption takes one and gives it back, so that the next one of the same size allocates and binds nothing; a few are kept,
/// further ones are freed. Thread-safe.
/// </summary>
internal sealed class DecoderPool(DecoderGraphs graphs) : IDisposable
{
    private const int Kept = 2;
    private const int CapacityStep = 16;
    private readonly Lock _lock = new();
    private readonly List<PooledDecoder> _idle = [];
    private int _life;
    private bool _disposed;

    /// <summary>A decoder that holds at least so much; its state is whatever it was.</summary>
    public PooledDecoder Rent(int pictures, int rows, int tokens, int contextTokens)
    {
        int life;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            life = _life;
            int found = _idle.FindIndex(d => d.Fits(pictures, rows, tokens, contextTokens));
            if (found >= 0)
            {
                PooledDecoder decoder = _idle[found];
                _idle.RemoveAt(found);
                return decoder;
            }
        }
        int capacity = Math.Min((tokens + CapacityStep - 1) / CapacityStep * CapacityStep, Math.Max(tokens, graphs.Layout.ContextLength));
        PooledDecoder made = graphs.Decoder.Runtime.IsGpu
            ? new DeviceDecoder(graphs, DeviceDecoder.Bucket(pictures), rows / pictures, capacity, contextTokens)
            : new HostDecoder(graphs, pictures, rows, capacity, contextTokens);
        made.Life = life;
        return made;
    }

    /// <summary>Gives a decoder back; the one unused for longest is freed if too many are idle.</summary>
    public void Return(PooledDecoder decoder)
    {
        PooledDecoder? surplus = decoder;
        lock (_lock)
        {
            if (!_disposed && decoder.Life == _life)
            {
                _idle.Add(decoder);
                surplus = _idle.Count > Kept ? _idle[0] : null;
                if (surplus is not null) _idle.RemoveAt(0);
            }
        }
        surplus?.Dispose();
    }

    /// <summary>The sessions are made anew: all decoders of before are freed, those in use when they are given back.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _life++;
            foreach (PooledDecoder decoder in _idle) decoder.Dispose();
            _idle.Clear();
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        Forget();
    }
}
