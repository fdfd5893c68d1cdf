using CoCa.Core.Preprocessing;

namespace CoCa.Core.Tests.Preprocessing;

/// <summary>Frames made by code, and the slow, plain way to the model's input that the fast one is held against.</summary>
internal static class Frames
{
    /// <summary>Something like a video frame: gradients, hard edges, texture and a little sensor noise. RGB bytes <c>[height, width, 3]</c>.</summary>
    public static byte[] Scene(int width, int height, int seed)
    {
        Random random = new(seed);
        double fx = 0.01 + random.NextDouble() * 0.3, fy = 0.01 + random.NextDouble() * 0.3;
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool box = x / 37 % 3 == 1 && y / 29 % 2 == 1;
                for (int c = 0; c < 3; c++)
                {
                    double v = box ? (c == seed % 3 ? 250 : 8) : 128 + 90 * Math.Sin(x * fx + c) * Math.Cos(y * fy) + 255.0 * x / width - 128 + random.Next(-6, 7);
                    rgb[(y * width + x) * 3 + c] = (byte)Math.Clamp(v, 0, 255);
                }
            }
        }
        return rgb;
    }

    /// <summary>Packs RGB into another layout with a stride; what lies between the rows is noise.</summary>
    public static byte[] Pack(byte[] rgb, int width, int height, PixelFormat format, int stride)
    {
        int bytes = format == PixelFormat.Rgb24 ? 3 : 4, step = Math.Abs(stride);
        byte[] packed = new byte[step * (height - 1) + width * bytes];
        new Random(1).NextBytes(packed);
        for (int y = 0; y < height; y++)
        {
            int row = (stride < 0 ? height - 1 - y : y) * step;
            for (int x = 0; x < width; x++)
                for (int c = 0; c < 3; c++) packed[row + x * bytes + (format == PixelFormat.Bgra32 ? 2 - c : c)] = rgb[(y * width + x) * 3 + c];
        }
        return packed;
    }

    /// <summary>The exact conversion in floating point, rounded once; each chroma sample serves four pixels.</summary>
    public static byte[] ToRgb(byte[] luma, int lumaStride, Func<int, int, (int U, int V)> chroma, int width, int height, YuvMatrix matrix, YuvRange range)
    {
        (double kr, double kb) = matrix == YuvMatrix.Bt709 ? (0.2126, 0.0722) : (0.299, 0.114);
        bool full = range == YuvRange.Full;
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int u, int v) = chroma(x / 2, y / 2);
                double l = full ? luma[y * lumaStride + x] / 255.0 : (luma[y * lumaStride + x] - 16) / 219.0;
                double pb = (u - 128) / (full ? 255.0 : 224.0), pr = (v - 128) / (full ? 255.0 : 224.0);
                double r = l + 2 * (1 - kr) * pr, b = l + 2 * (1 - kb) * pb, g = (l - kr * r - kb * b) / (1 - kr - kb);
                int at = (y * width + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (Level(r), Level(g), Level(b));
            }
        }
        return rgb;
    }

    /// <summary>The largest difference in grey levels between a normalised input and RGB bytes of the model's size.</summary>
    public static double Difference(float[] pixels, byte[] rgb, PreprocessOptions options)
    {
        int plane = options.Width * options.Height;
        double most = 0;
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < plane; i++)
                most = Math.Max(most, Math.Abs((pixels[c * plane + i] * (double)options.Std[c] + options.Mean[c]) * 255 - rgb[i * 3 + c]));
        return most;
    }

    private static byte Level(double v) => (byte)Math.Clamp(Math.Round(v * 255), 0, 255);
}
