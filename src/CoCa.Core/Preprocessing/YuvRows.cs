using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        if (Vector256.IsHardwareAccelerated)
        {
            for (; x + 16 <= end; x += 16)
            {
                Vector256<int> us, vs;
                if (chromaStep == 1) (us, vs) = (Eight(u + x / 2), Eight(v + x / 2));
                else
                {
                    Vector256<int> both = Vector256.WidenLower(Vector128.Load(u + x).ToVector256Unsafe().AsUInt16()).AsInt32();
                    (us, vs) = (both & Vector256.Create(0xFF), both >>> 8);
                }
                Sixteen(luma + x, Vector256.ConvertToSingle(us), Vector256.ConvertToSingle(vs), (int*)(target + 4 * x));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Sixteen(byte* luma, Vector256<float> u, Vector256<float> v, int* target)
    {
        Vector256<float> red = v * _redV + Vector256.Create(_red);
        Vector256<float> green = u * _greenU + (v * _greenV + Vector256.Create(_green));
        Vector256<float> blue = u * _blueU + Vector256.Create(_blue);
        Vector256<int> low = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3), high = Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7);
        Pixels(luma, Vector256.Shuffle(red, low), Vector256.Shuffle(green, low), Vector256.Shuffle(blue, low)).Store(target);
        Pixels(luma + 8, Vector256.Shuffle(red, high), Vector256.Shuffle(green, high), Vector256.Shuffle(blue, high)).Store(target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe Vector256<int> Pixels(byte* luma, Vector256<float> red, Vector256<float> green, Vector256<float> blue)
    {
        Vector256<float> y = Vector256.ConvertToSingle(Eight(luma)) * _luma;
        return Levels(y + red) | Levels(y + green) << 8 | Levels(y + blue) << 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<int> Eight(byte* p) =>
        Vector256.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)p).AsByte()).ToVector256Unsafe()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Levels(Vector256<float> v) =>
        Vector256.Min(Vector256.Max(Vector256.ConvertToInt32Native(v), Vector256<int>.Zero), Vector256.Create(255));

    /// <summary>Cuts the fraction off, as the conversion of a vector does.</summary>
    private static byte Level(float v) => (byte)Math.Clamp((int)v, 0, 255);
}
