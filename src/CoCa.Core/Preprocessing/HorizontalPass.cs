using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoCa.Core.Preprocessing;

/// <summary>
/// Resizes two rows of pixels to the output's width, rounds and clips them to bytes, and lays them down for
/// <see cref="VerticalPass"/>: in blocks of eight columns, three channels one after the other, each value of the first row
/// beside that of the second: <c>[columns / 8, 3, 8, 2]</c> bytes.
/// </summary>
/// <remarks>
/// In AVX2 the two rows are the two halves of a vector. Four pixels of a row are 12 or 16 bytes; one shuffle spreads the first
/// two of them to words in the order b0 b1 g0 g1 r0 r1 x0 x1, a second one the other two, so that a multiply-add of pairs sums
/// two taps of all four channels of both rows at once. Eight columns' sums are then packed with saturation, which is the
/// clipping, turned from pixels to channels, and interleaved row by row.
/// </remarks>
internal static unsafe class HorizontalPass
{
    /// <summary>Taps are taken four at a time.</summary>
    public const int TapAlign = 4;

    /// <summary>So many bytes may be read beyond a row's last pixel.</summary>
    public const int Overread = 4;

    /// <summary>Resizes a pair of rows.</summary>
    /// <param name="rowA">The upper row's pixels, of 3 or 4 bytes each.</param>
    /// <param name="rowB">The lower row's.</param>
    /// <param name="pixelBytes">3 or 4.</param>
    /// <param name="taps">Weights of a multiple of eight columns.</param>
    /// <param name="target"><c>[columns / 8, 3, 8, 2]</c></param>
    public static void Run(byte* rowA, byte* rowB, int pixelBytes, FixedTaps taps, byte* target)
    {
        fixed (int* weights = taps.Weights)
        {
            if (Avx2.IsSupported) Wide(rowA, rowB, pixelBytes, taps, weights, target);
            else Narrow(rowA, rowB, pixelBytes, taps, weights, target);
        }
    }

    private static void Wide(byte* rowA, byte* rowB, int pixelBytes, FixedTaps taps, int* weights, byte* target)
    {
        const byte Zero = 0x80;
        Vector128<byte> first = pixelBytes == 4
            ? Vector128.Create(0, Zero, 4, Zero, 1, Zero, 5, Zero, 2, Zero, 6, Zero, 3, Zero, 7, Zero)
            : Vector128.Create(0, Zero, 3, Zero, 1, Zero, 4, Zero, 2, Zero, 5, Zero, Zero, Zero, Zero, Zero);
        Vector128<byte> second = pixelBytes == 4
            ? Vector128.Create(8, Zero, 12, Zero, 9, Zero, 13, Zero, 10, Zero, 14, Zero, 11, Zero, 15, Zero)
            : Vector128.Create(6, Zero, 9, Zero, 7, Zero, 10, Zero, 8, Zero, 11, Zero, Zero, Zero, Zero, Zero);
        Vector256<byte> byChannel = Twice(Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
        Vector256<byte> even = Twice(first), odd = Twice(second);
        Vector256<int> half = Vector256.Create(1 << (taps.FractionBits - 1));
        int pairs = taps.Pairs, bits = taps.FractionBits;
        fixed (int* starts = taps.Start)
        {
            int* start = starts, end = starts + taps.Start.Length;
            for (int* w = weights; start < end; start += 8, target += 48)
            {
                Vector256<int> left = Four(start, ref w), right = Four(start + 4, ref w);
                Vector256<byte> channels01 = Avx2.UnpackLow(left, right).AsByte(), channels2 = Avx2.UnpackHigh(left, right).AsByte();
                Vector128<byte> a = channels01.GetLower(), b = channels01.GetUpper();
                Sse2.UnpackLow(a, b).Store(target);
                Sse2.UnpackHigh(a, b).Store(target + 16);
                Sse2.UnpackLow(channels2.GetLower(), channels2.GetUpper()).Store(target + 32);
            }
        }

        // Four columns' sums (lower half: the upper row's four channels) as bytes, channel by channel.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<int> Four(int* start, ref int* w)
        {
            Vector256<int> c0 = Column(start[0], ref w), c1 = Column(start[1], ref w), c2 = Column(start[2], ref w), c3 = Column(start[3], ref w);
            return Avx2.Shuffle(Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(c0, c1), Avx2.PackSignedSaturate(c2, c3)), byChannel).AsInt32();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<int> Column(int start, ref int* w)
        {
            byte* a = rowA + (nint)start * pixelBytes, b = rowB + (nint)start * pixelBytes;
            int* end = w + pairs;
            Vector256<int> sum = half, other = Vector256<int>.Zero;
            if ((pairs & 2) != 0)
            {
                AddFour(a, b, w, ref sum, ref other);
                w += 2;
                a += 4 * pixelBytes;
                b += 4 * pixelBytes;
            }
            for (; w < end; w += 4, a += 8 * pixelBytes, b += 8 * pixelBytes)
            {
                AddFour(a, b, w, ref sum, ref other);
                AddFour(a + 4 * pixelBytes, b + 4 * pixelBytes, w + 2, ref sum, ref other);
            }
            return (sum + other) >> bits;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void AddFour(byte* a, byte* b, int* w, ref Vector256<int> sum, ref Vector256<int> other)
        {
            Vector256<byte> four = Vector256.Create(Vector128.Load(a), Vector128.Load(b));
            sum = PairSums.Add(sum, Avx2.Shuffle(four, even).AsInt16(), w[0]);
            other = PairSums.Add(other, Avx2.Shuffle(four, odd).AsInt16(), w[1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Twice(Vector128<byte> v) => Vector256.Create(v, v);

    /// <summary>The same sums one by one, for machines without AVX2.</summary>
    internal static void Narrow(byte* rowA, byte* rowB, int pixelBytes, FixedTaps taps, int* weights, byte* target)
    {
        int half = 1 << (taps.FractionBits - 1);
        for (int x = 0; x < taps.Start.Length; x++)
        {
            Vector128<int> a = Vector128.Create(half), b = a;
            int* w = weights + x * taps.Pairs;
            nint at = (nint)taps.Start[x] * pixelBytes;
            for (int p = 0; p < taps.Pairs; p++, at += 2 * pixelBytes)
            {
                Vector128<int> w0 = Vector128.Create((int)(short)w[p]), w1 = Vector128.Create(w[p] >> 16);
                a += w0 * Pixel(rowA + at) + w1 * Pixel(rowA + at + pixelBytes);
                b += w0 * Pixel(rowB + at) + w1 * Pixel(rowB + at + pixelBytes);
            }
            a = Clip(a >> taps.FractionBits);
            b = Clip(b >> taps.FractionBits);
            byte* block = target + x / 8 * 48 + x % 8 * 2;
            for (int c = 0; c < 3; c++) (block[16 * c], block[16 * c + 1]) = ((byte)a[c], (byte)b[c]);
        }
    }

    private static Vector128<int> Pixel(byte* p) => Vector128.Create(p[0], p[1], p[2], 0);

    private static Vector128<int> Clip(Vector128<int> v) => Vector128.Min(Vector128.Max(v, Vector128<int>.Zero), Vector128.Create(255));
}
