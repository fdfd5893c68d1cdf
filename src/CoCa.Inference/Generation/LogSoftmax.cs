using System.Numerics.Tensors;

namespace CoCa.Inference.Generation;

/// <summary>log sum exp of a row of logits: <c>log p(i) = logits[i] - LogSumExp</c>.</summary>
internal static class LogSoftmax
{
    private const int Block = 1024;

    /// <summary>Vectorised in blocks that stay in the first-level cache; sums of blocks are kept in fp64. -infinity entries count as nothing.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        float max = TensorPrimitives.Max(logits);
        if (float.IsNegativeInfinity(max)) return double.NegativeInfinity;
        Span<float> block = stackalloc float[Block];
        double sum = 0;
        for (int start = 0; start < logits.Length; start += Block)
        {
            ReadOnlySpan<float> part = logits.Slice(start, Math.Min(Block, logits.Length - start));
            Span<float> exp = block[..part.Length];
            TensorPrimitives.Subtract(part, max, exp);
            TensorPrimitives.Exp(exp, exp);
            sum += TensorPrimitives.Sum(exp);
        }
        return max + Math.Log(sum);
    }
}
