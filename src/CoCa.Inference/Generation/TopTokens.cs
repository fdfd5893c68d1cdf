using System.Numerics.Tensors;

namespace CoCa.Inference.Generation;

/// <summary>The k largest of a row of logits.</summary>
/// <remarks>
/// A vectorised maximum over blocks of 256 finds the few blocks that can hold one of the best; only those are looked at one by one.
/// For a vocabulary of 49,408 and small k that costs about as much as reading the row.
/// </remarks>
internal static class TopTokens
{
    private const int Block = 256;

    /// <summary>
    /// Fills the spans with the best <c>values.Length</c> entries, best first; of equals the lower index comes first.
    /// Returns how many there are: fewer only if the row is shorter. NaN is never chosen.
    /// </summary>
    public static int Select(ReadOnlySpan<float> logits, Span<int> indices, Span<float> values)
    {
        int count = 0, k = values.Length;
        for (int start = 0; start < logits.Length; start += Block)
        {
            ReadOnlySpan<float> block = logits.Slice(start, Math.Min(Block, logits.Length - start));
            if (count == k && !(TensorPrimitives.Max(block) > values[k - 1])) continue;
            for (int i = 0; i < block.Length; i++)
            {
                float value = block[i];
                if (float.IsNaN(value) || (count == k && !(value > values[k - 1]))) continue;
                int at = count < k ? count++ : k - 1;
                for (; at > 0 && values[at - 1] < value; at--)
                {
                    values[at] = values[at - 1];
                    indices[at] = indices[at - 1];
                }
                values[at] = value;
                indices[at] = start + i;
            }
        }
        return count;
    }
}
