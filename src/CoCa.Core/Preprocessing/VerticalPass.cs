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
    /// <param name="ring">The pairs of rows, each <paramref name="rowLength"/> long.</param>
    /// <param name="slots">Which of them belong to the weights, in order.</param>
    /// <param name="weights">Pairs of weights, one for each slot.</param>
    /// <param name="fractionBits">Bits after the weights' point.</param>
    /// <param name="rowLength">Values of a pair of rows: 24 for each block of 8 columns.</param>
    /// <param name="scale">For each channel what a grey level is multiplied by.</param>
    /// <param name="bias">For each channel what is added then.</param>
    /// <param name="planes">For each channel where its first column goes.</param>
    /// <param name="columns">How many columns to write.</param>
    public static void Run(int* ring, ReadOnlySpan<int> slots, ReadOnlySpan<int> weights, int fractionBits, int rowLength,
        ReadOnlySpan<float> scale, ReadOnlySpan<float> bias, float** planes, int columns)
    {
        Vector256<float>* last = stackalloc Vector256<float>[1];
        for (int x = 0; x < columns; x += 8)
        {
            for (int c = 0; c < 3; c++)
            {
                int* pairs = ring + x * 3 + c * 8;
                Vector256<int> sum = Vector256.Create(1 << (fractionBits - 1));
                for (int t = 0; t < slots.Length; t++) sum += Product(Vector256.Load(pairs + (nint)slots[t] * rowLength), weights[t]);
                Vector256<int> levels = Vector256.Min(Vector256.Max(sum >> fractionBits, Vector256<int>.Zero), Vector256.Create(255));
                Vector256<float> values = Vector256.ConvertToSingle(levels) * Vector256.Create(scale[c]) + Vector256.Create(bias[c]);
                if (x + 8 <= columns) values.Store(planes[c] + x);
                else
                {
                    *last = values;
                    for (int i = x; i < columns; i++) planes[c][i] = ((float*)last)[i - x];
                }
            }
        }
    }

    /// <summary>Both rows' values times their weights, added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Product(Vector256<int> pairs, int weights) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(pairs.AsInt16(), Vector256.Create(weights).AsInt16())
        : (pairs & Vector256.Create(0xFFFF)) * (int)(short)weights + (pairs >>> 16) * (weights >> 16);
}
