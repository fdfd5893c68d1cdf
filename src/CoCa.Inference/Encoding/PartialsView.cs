namespace CoCa.Inference.Encoding;

/// <summary>The attention partials of one frame where the encoder left them: valid until the buffers are used again.</summary>
public readonly ref struct PartialsView
{
    /// <summary>Views the three parts.</summary>
    public PartialsView(ReadOnlySpan<float> max, ReadOnlySpan<float> sum, ReadOnlySpan<float> values)
    {
        Max = max;
        Sum = sum;
        Values = values;
    }

    /// <summary>m [heads, Q]: the largest scaled score over the frame's keys.</summary>
    public ReadOnlySpan<float> Max { get; }

    /// <summary>l [heads, Q]: the sum of exp(score - m).</summary>
    public ReadOnlySpan<float> Sum { get; }

    /// <summary>o [heads, Q, dh]: the sum of exp(score - m) times the value.</summary>
    public ReadOnlySpan<float> Values { get; }
}
