using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>The package's default resampler: Catmull-Rom, its support stretched when shrinking, alpha premultiplied; four channels a vector.</summary>
internal sealed class BicubicResize(int width, int height) : IImageVisitor
{
    public void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>
    {
        (int[] xs, float[] xw, int xn) = Taps(image.Width, width);
        (int[] ys, float[] yw, int yn) = Taps(image.Height, height);
        Rgba32[] colors = new Rgba32[image.Width];
        Vector4[] row = new Vector4[image.Width], wide = new Vector4[width * image.Height];
        for (int y = 0; y < image.Height; y++)
        {
            PixelConversion.ToRgba32(image.Pixels.AsSpan(y * image.Width, image.Width), colors);
            for (int x = 0; x < row.Length; x++)
            {
                float alpha = colors[x].A;
                row[x] = new Vector4(colors[x].R * alpha, colors[x].G * alpha, colors[x].B * alpha, alpha);
            }
            for (int x = 0; x < width; x++)
            {
                Vector4 sum = default;
                for (int t = 0; t < xn; t++) sum += xw[x * xn + t] * row[xs[x] + t];
                wide[y * width + x] = sum;
            }
        }
        TPixel[] target = new TPixel[width * height];
        Rgba32[] line = new Rgba32[width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Vector4 sum = default;
                for (int t = 0; t < yn; t++) sum += yw[y * yn + t] * wide[(ys[y] + t) * width + x];
                line[x] = sum.W <= 0 ? default : new(Round(sum.X / sum.W), Round(sum.Y / sum.W), Round(sum.Z / sum.W), Round(sum.W));
            }
            PixelConversion.FromRgba32<TPixel>(line, target.AsSpan(y * width, width));
        }
        image.Replace(width, height, target);
    }

    private static byte Round(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);

    private static (int[] Start, float[] Weights, int Count) Taps(int from, int to)
    {
        float scale = from / (float)to, stretch = MathF.Max(1, scale), radius = 2 * stretch;
        int n = Math.Min(from, (int)MathF.Ceiling(radius) * 2 + 1);
        int[] starts = new int[to];
        float[] weights = new float[to * n];
        for (int i = 0; i < to; i++)
        {
            float center = (i + 0.5f) * scale - 0.5f, sum = 0;
            starts[i] = Math.Clamp((int)MathF.Ceiling(center - radius), 0, from - n);
            Span<float> w = weights.AsSpan(i * n, n);
            for (int t = 0; t < n; t++) sum += w[t] = Cubic(MathF.Abs(starts[i] + t - center) / stretch);
            foreach (ref float v in w) v /= sum;
        }
        return (starts, weights, n);
    }

    private static float Cubic(float x) => x < 1 ? (1.5f * x - 2.5f) * x * x + 1 : x < 2 ? ((-0.5f * x + 2.5f) * x - 4) * x + 2 : 0;
}
