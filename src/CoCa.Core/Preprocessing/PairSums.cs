using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoCa.Core.Preprocessing;

/// <summary>The multiply-add of neighbouring pairs of 16-bit integers, in one instruction where the processor has it.</summary>
internal static class PairSums
{
    /// <summary><c>sum[i] + pairs[2 i] * (low half of weights) + pairs[2 i + 1] * (high half)</c>; needs AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<short> pairs, int weights) => AvxVnni.IsSupported
        ? AvxVnni.MultiplyWideningAndAdd(sum, pairs, Vector256.Create(weights).AsInt16())
        : sum + Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(weights).AsInt16());
}
