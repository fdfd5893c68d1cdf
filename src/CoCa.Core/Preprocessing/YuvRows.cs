using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoCa.Core.Preprocessing;

/// <summary>
/// Turns luma and chroma rows into red, green, blue and a zero. Each chroma sample serves its two (with the rows: four) pixels,
/// as ffmpeg's plain conversion does it.
/// </summary>
/// <remarks>
/// In 32-bit floating point, so that a level differs from the exact one only where that lies within 0.0001 of the middle between
/// two. What chroma adds is worked out once for two pixels; 16 pixels make a step, eight to a vector.
/// </remarks>
internal readonly struct YuvRows
{
    private readonly float _luma, _redV, _red, _greenU, _greenV, _green, _blueU, _blue;

    /// <summary>Factors of a matrix and a range (ITU-R BT.601, BT.709).</summary>
    public YuvRows(YuvMatrix matrix, YuvRange range)
    {
        (double kr, double kb) = matrix == YuvMatrix.Bt709 ? (0.2126, 0.0722) : (0.299, 0.114);
        (double luma, double chroma, double offset) = range == YuvRange.Limited ? (255 / 219.0, 255 / 224.0, 16.0) : (1, 1, 0.0);
        double kg = 1 - kr - kb, redV = 2 * (1 - kr) * chroma, blueU = 2 * (1 - kb) * chroma;
        double greenU = -blueU * kb / kg, greenV = -redV * kr / kg, zero = 0.5 - luma * offset; // the half rounds when the fraction is cut off
        (_luma, _redV, _greenU, _greenV, _blueU) = ((float)luma, (float)redV, (float)greenU, (float)greenV, (float)blueU);
        (_red, _green, _blue) = ((float)(zero - 128 * redV), (float)(zero - 128 * (greenU + greenV)), (float)(zero - 128 * blueU));
    }

    /// <summary>Converts the columns <paramref name="first"/> (even) to <paramref name="end"/> of a row.</summary>
    /// <param name="luma">The luma row.</param>
    /// <param name="u">The first U sample of the row.</param>
    /// <param name="v">The first V sample of the row.</param>
    /// <param name="chromaStep">Bytes from a sample to the next: 1, or 2 where U and V alternate and <paramref name="v"/> is <paramref name="u"/> + 1.</param>
    /// <param name="first">The first column, even.</param>
    /// <param name="end">The column after the last.</param>
    /// <param name="target">The row's first pixel; four bytes each.</param>
    public unsafe void Convert(byte* luma, byte* u, byte* v, int chromaStep, int first, int end, byte* target)
    {
        int x = first;
        if (Avx2.IsSupported && end - first >= 16)
        {
            while (x + 16 <= end)
            {
                Vector256<int> us, vs;
                if (chromaStep == 1) (us, vs) = (Avx2.ConvertToVector256Int32(u + x / 2), Avx2.ConvertToVector256Int32(v + x / 2));
                else
                {
                    Vector256<int> both = Avx2.ConvertToVector256Int32((ushort*)(u + x));
                    (us, vs) = (both & Vector256.Create(0xFF), both >>> 8);
                }
                Sixteen(Vector128.Load(luma + x), Vector256.ConvertToSingle(us), Vector256.ConvertToSingle(vs), target + 4 * x);
                // The last step begins a little earlier, so that it ends with the row or one pixel before.
                x = x + 16 < end - 1 ? Math.Min(x + 16, (end - 16) & ~1) : x + 16;
            }
        }
        for (; x < end; x++)
        {
            float y = luma[x] * _luma, cu = u[x / 2 * chromaStep], cv = v[x / 2 * chromaStep];
            target[4 * x] = Level(y + (cv * _redV + _red));
            target[4 * x + 1] = Level(y + (cu * _greenU + (cv * _greenV + _green)));
            target[4 * x + 2] = Level(y + (cu * _blueU + _blue));
            target[4 * x + 3] = 0;
        }
    }

    /// <summary>
    /// Chroma samples 0 2 4 6 are doubled for the pixels 0 1 4 5 8 9 12 13, the others for those between; the order that the
    /// packing leaves in each half is mended by the shuffle that turns planes to pixels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Sixteen(Vector128<byte> luma, Vector256<float> u, Vector256<float> v, byte* target)
    {
        Vector256<float> red = v * _redV + Vector256.Create(_red);
        Vector256<float> green = u * _greenU + (v * _greenV + Vector256.Create(_green));
        Vector256<float> blue = u * _blueU + Vector256.Create(_blue);
        luma = Ssse3.Shuffle(luma, Vector128.Create((byte)0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15));
        Vector256<float> y0 = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(luma)) * _luma;
        Vector256<float> y1 = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(luma, 8))) * _luma;
        Vector256<byte> order = Vector256.Create((byte)0, 8, 1, 9, 4, 12, 5, 13, 2, 10, 3, 11, 6, 14, 7, 15, 0, 8, 1, 9, 4, 12, 5, 13, 2, 10, 3, 11, 6, 14, 7, 15);
        Vector256<short> rg = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Levels(y0, y1, red), Levels(y0, y1, green)), order).AsInt16();
        Vector256<short> bx = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Levels(y0, y1, blue), Vector256<short>.Zero), order).AsInt16();
        Vector256<byte> low = Avx2.UnpackLow(rg, bx).AsByte(), high = Avx2.UnpackHigh(rg, bx).AsByte();
        low.GetLower().Store(target);
        high.GetLower().Store(target + 16);
        low.GetUpper().Store(target + 32);
        high.GetUpper().Store(target + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Levels(Vector256<float> y0, Vector256<float> y1, Vector256<float> chroma) => Avx2.PackSignedSaturate(
        Avx.ConvertToVector256Int32WithTruncation(y0 + Avx.DuplicateEvenIndexed(chroma)), Avx.ConvertToVector256Int32WithTruncation(y1 + Avx.DuplicateOddIndexed(chroma)));

    /// <summary>Cuts the fraction off, as the conversion of a vector does.</summary>
    private static byte Level(float v) => (byte)Math.Clamp((int)v, 0, 255);
}
