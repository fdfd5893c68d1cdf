using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoCa.Core.Preprocessing;

/// <summary>
/// Sums the pairs of rows that <see cref="HorizontalPass"/> laid down to one output row, rounds and clips it to grey levels,
/// and writes these normalised into the three planes of the model's input.
/// </summary>
internal static unsafe class VerticalPass
{
    /// <summary>Makes one output row.</summary>
    /// <param name="rows">The pairs of rows that belong to the weights, in order.</param>
    /// <param name="weights">Pairs of weights, one for each pair of rows.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="fractionBits">Bits after the weights' point.</param>
    /// <param name="scale">For each channel what a grey level is multiplied by.</param>
    /// <param name="bias">For each channel what is added then.</param>
    /// <param name="planes">For each channel where its first column goes.</param>
    /// <param name="columns">How many columns to write.</param>
    public static void Run(byte** rows, int* weights, int count, int fractionBits, ReadOnlySpan<float> scale, ReadOnlySpan<float> bias, float** planes, int columns)
    {
        Vector256<int> half = Vector256.Create(1 << (fractionBits - 1));
        for (int x = 0; x < columns; x += 8)
        {
            Vector256<int> sum0 = half, sum1 = half, sum2 = half;
            for (int t = 0; t < count; t++)
            {
                byte* pairs = rows[t] + x * 6;
                int w = weights[t];
                sum0 = Add(sum0, pairs, w);
                sum1 = Add(sum1, pairs + 16, w);
                sum2 = Add(sum2, pairs + 32, w);
            }
            Write(sum0 >> fractionBits, scale[0], bias[0], planes[0] + x, columns - x);
            Write(sum1 >> fractionBits, scale[1], bias[1], planes[1] + x, columns - x);
            Write(sum2 >> fractionBits, scale[2], bias[2], planes[2] + x, columns - x);
        }
    }

    /// <summary>Clips to grey levels, normalises, and stores as many of the eight as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector256<int> levels, float scale, float bias, float* target, int room)
    {
        levels = Vector256.Min(Vector256.Max(levels, Vector256<int>.Zero), Vector256.Create(255));
        Vector256<float> values = Vector256.ConvertToSingle(levels) * Vector256.Create(scale) + Vector256.Create(bias);
        if (room >= 8) values.Store(target);
        else for (int i = 0; i < room; i++) target[i] = values[i];
    }

    /// <summary>Adds both rows' values times their weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, byte* pairs, int weights)
    {
        if (Avx2.IsSupported) return PairSums.Add(sum, Avx2.ConvertToVector256Int16(pairs), weights);
        Vector256<int> words = Vector256.Create(Vector128.WidenLower(Vector128.Load(pairs)), Vector128.WidenUpper(Vector128.Load(pairs))).AsInt32();
        return sum + (words & Vector256.Create(0xFFFF)) * (int)(short)weights + (words >>> 16) * (weights >> 16);
    }
}
