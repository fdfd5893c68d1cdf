using CoCa.Core.Preprocessing;

namespace CoCa.Live.Sinks;

/// <summary>
/// A frame's copy as packed RGB of a size that stays the same: a frame of another size is fitted into it, with black at its sides (nearest pixels: it happens when a source
/// changes its resolution, and the recording cannot). Not thread-safe.
/// </summary>
internal sealed class RgbPicture(int width, int height)
{
    private readonly byte[] _pixels = new byte[width * height * 3];

    public int Width => width;

    public int Height => height;

    public Span<byte> Pixels => _pixels;

    /// <summary>Takes over a frame's pixels.</summary>
    public void Load(PixelBuffer source)
    {
        if (source.Width == width && source.Height == height)
        {
            for (int y = 0; y < height; y++) CopyRow(source, y, _pixels.AsSpan(y * width * 3, width * 3));
            return;
        }
        Array.Clear(_pixels);
        double scale = Math.Min((double)width / source.Width, (double)height / source.Height);
        int w = Math.Clamp((int)(source.Width * scale), 1, width), h = Math.Clamp((int)(source.Height * scale), 1, height), left = (width - w) / 2, top = (height - h) / 2;
        for (int y = 0; y < h; y++)
        {
            Span<byte> row = _pixels.AsSpan(((top + y) * width + left) * 3, w * 3);
            int from = (int)((long)y * source.Height / h);
            for (int x = 0; x < w; x++) (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = Pixel(source, (int)((long)x * source.Width / w), from);
        }
    }

    private static void CopyRow(PixelBuffer source, int y, Span<byte> target)
    {
        if (source.Format == PixelFormat.Rgb24)
        {
            source.Plane0.Slice(Offset(source.Stride0, source.Height, y), target.Length).CopyTo(target);
            return;
        }
        for (int x = 0; x < source.Width; x++) (target[x * 3], target[x * 3 + 1], target[x * 3 + 2]) = Pixel(source, x, y);
    }

    private static (byte R, byte G, byte B) Pixel(PixelBuffer s, int x, int y)
    {
        int bytes = s.Format == PixelFormat.Rgb24 ? 3 : 4, at = Offset(s.Stride0, s.Height, y) + x * bytes;
        switch (s.Format)
        {
            case PixelFormat.Bgra32:
                return (s.Plane0[at + 2], s.Plane0[at + 1], s.Plane0[at]);
            case PixelFormat.Rgb24 or PixelFormat.Rgba32:
                return (s.Plane0[at], s.Plane0[at + 1], s.Plane0[at + 2]);
        }
        int luma = s.Plane0[Offset(s.Stride0, s.Height, y) + x], row = Offset(s.Stride1, (s.Height + 1) / 2, y / 2);
        return s.Format == PixelFormat.Nv12
            ? ToRgb(luma, s.Plane1[row + x / 2 * 2], s.Plane1[row + x / 2 * 2 + 1], s.Matrix, s.Range)
            : ToRgb(luma, s.Plane1[row + x / 2], s.Plane2[Offset(s.Stride2, (s.Height + 1) / 2, y / 2) + x / 2], s.Matrix, s.Range);
    }

    /// <summary>ITU-R BT.601 and BT.709: red and blue follow from their weights in luma.</summary>
    private static (byte R, byte G, byte B) ToRgb(int y, int u, int v, YuvMatrix matrix, YuvRange range)
    {
        (float red, float blue) = matrix == YuvMatrix.Bt709 ? (0.2126f, 0.0722f) : (0.299f, 0.114f);
        float luma = range == YuvRange.Limited ? (y - 16) * 255f / 219 : y, chroma = range == YuvRange.Limited ? 255f / 112 : 2 * 255f / 255;
        float r = luma + (1 - red) * (v - 128) * chroma, b = luma + (1 - blue) * (u - 128) * chroma, g = (luma - red * r - blue * b) / (1 - red - blue);
        return (Byte(r), Byte(g), Byte(b));
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    private static int Offset(int stride, int rows, int y) => stride >= 0 ? y * stride : (rows - 1 - y) * -stride;
}
