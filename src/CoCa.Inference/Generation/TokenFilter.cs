using System.Numerics.Tensors;

namespace CoCa.Inference.Generation;

/// <summary>
/// Sampling's filters: top-k, then top-p, then the temperature and softmax over what is left, as in the reference. One object
/// serves one run; it holds room for a row of the vocabulary and allocates nothing afterwards.
/// </summary>
internal sealed class TokenFilter
{
    private readonly int _topK;
    private readonly double _topP;
    private readonly float _temperature;
    private readonly int[] _ids;
    private readonly float[] _values;
    private readonly float[] _probabilities;
    private readonly int[] _best;
    private readonly float[] _bestValues;
    private readonly int[] _borderIds;
    private readonly float[] _border;
    private double[]? _mass;
    private int _count;

    /// <summary>Filters for rows of the given vocabulary.</summary>
    public TokenFilter(GenerationOptions options, int vocabulary)
    {
        _topK = options.TopK >= vocabulary ? 0 : options.TopK;
        (_topP, _temperature) = (options.TopP, (float)options.Temperature);
        (_ids, _values, _probabilities) = (new int[vocabulary], new float[vocabulary], new float[vocabulary]);
        (_best, _bestValues) = (new int[_topK], new float[_topK]);
        (_borderIds, _border) = _topP < 1 ? (new int[vocabulary], new float[vocabulary]) : ([], []);
    }

    /// <summary>Tokens left by the last <see cref="Run"/>.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    /// <summary>Their probabilities; the sum is 1.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities.AsSpan(0, _count);

    /// <summary>Filters the logits [V] of one row.</summary>
    public void Run(ReadOnlySpan<float> logits)
    {
        if (_topK > 0) KeepTopK(logits); else KeepFinite(logits);
        if (_topP < 1 && _count > 1) KeepTopP();
        Span<float> p = _probabilities.AsSpan(0, _count);
        TensorPrimitives.Divide(_values.AsSpan(0, _count), _temperature, p);
        TensorPrimitives.SoftMax(p, p);
    }

    /// <summary>The token at <paramref name="u"/> in [0, 1) of the cumulative distribution.</summary>
    public int Draw(double u)
    {
        double sum = 0;
        for (int i = 0; i < _count; i++)
        {
            sum += _probabilities[i];
            if (u < sum) return _ids[i];
        }
        // Rounding left the sum a little below 1.
        return _ids[_count - 1];
    }

    private void KeepTopK(ReadOnlySpan<float> logits)
    {
        int found = TopTokens.Select(logits, _best, _bestValues);
        float threshold = _bestValues[found - 1];
        // Equals of the k-th stay too.
        const int block = 256;
        _count = 0;
        for (int start = 0; start < logits.Length; start += block)
        {
            ReadOnlySpan<float> part = logits.Slice(start, Math.Min(block, logits.Length - start));
            if (TensorPrimitives.Max(part) < threshold) continue;
            for (int i = 0; i < part.Length; i++)
                if (part[i] >= threshold && !float.IsNegativeInfinity(part[i])) Keep(start + i, part[i]);
        }
    }

    private void KeepFinite(ReadOnlySpan<float> logits)
    {
        _count = 0;
        for (int i = 0; i < logits.Length; i++)
            if (!float.IsNegativeInfinity(logits[i])) Keep(i, logits[i]);
    }

    private void Keep(int id, float value)
    {
        _ids[_count] = id;
        _values[_count++] = value;
    }

    /// <summary>
    /// Drops, from the least probable upwards, every token whose cumulative probability is at most 1 - p; the best one always stays.
    /// Nothing is sorted but the tokens at the border: the upper bits of a positive float order it, so a histogram of the probabilities by
    /// them says in two passes which are below the border, at it and above.
    /// </summary>
    private void KeepTopP()
    {
        Span<float> p = _probabilities.AsSpan(0, _count);
        TensorPrimitives.SoftMax(_values.AsSpan(0, _count), p);
        int best = TensorPrimitives.IndexOfMax<float>(p);
        _mass ??= new double[Bucket(1) + 1];
        _mass.AsSpan().Clear();
        foreach (float probability in p) _mass[Bucket(probability)] += probability;
        double limit = 1 - _topP, dropped = 0;
        int border = 0;
        while (border < _mass.Length - 1 && dropped + _mass[border] <= limit) dropped += _mass[border++];

        // Those above the border stay where they are, in order; those at it are sorted apart.
        int kept = 0, atBorder = 0;
        for (int i = 0; i < p.Length; i++)
        {
            int bucket = Bucket(p[i]);
            if (bucket > border || i == best) (_ids[kept], _values[kept++]) = (_ids[i], _values[i]);
            else if (bucket == border) (_borderIds[atBorder], _border[atBorder++]) = (_ids[i], _values[i]);
        }
        Span<float> values = _border.AsSpan(0, atBorder);
        values.Sort(_borderIds.AsSpan(0, atBorder));
        float largest = p[best], largestValue = TensorPrimitives.Max(_values.AsSpan(0, kept));
        for (int i = 0; i < atBorder; i++)
        {
            dropped += largest * Math.Exp(values[i] - largestValue);
            if (dropped > limit) (_ids[kept], _values[kept++]) = (_borderIds[i], values[i]);
        }
        _count = kept;
    }

    /// <summary>Sign, exponent and 7 bits of the fraction.</summary>
    private static int Bucket(float probability) => (int)(BitConverter.SingleToUInt32Bits(probability) >> 16);
}
