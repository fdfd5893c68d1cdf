namespace CoCa.Inference.Calibration;

/// <summary>
/// Pictures to calibrate with, made of nothing: what a camera sees is between them. Dead leaves (discs of random size and colour that hide each other) have the
/// edges and the spectrum of natural pictures; noise, waves, black and white are the extremes. The same every time.
/// </summary>
internal sealed class CalibrationPictures(int height, int width)
{
    // Normalised black and white.
    private const float Dark = -1.8f, Bright = 2.15f;
    private const int Count = 12;
    private const int Leaves = 400;

    /// <summary>Normalised pixels [3, H, W], one picture after the other.</summary>
    public IEnumerable<float[]> All()
    {
        for (int i = 0; i < Count; i++)
        {
            var random = new Random(i);
            yield return i switch
            {
                0 => Filled((_, _, _) => Dark),
                1 => Filled((_, _, _) => Bright),
                2 => Filled((_, _, _) => Dark + (Bright - Dark) * random.NextSingle()),
                3 => Filled((_, _, _) => Normal(random)),
                4 => Filled((c, y, x) => MathF.Sin((x * (c + 1) + 2 * y) * 0.11f) + MathF.Cos((3 * x - y * (c + 2)) * 0.037f)),
                5 => Filled((c, y, x) => Dark + (Bright - Dark) * (c == 1 ? (float)x / width : (float)y / height)),
                _ => DeadLeaves(random),
            };
        }
    }

    private static float Normal(Random random) => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());

    private float[] Filled(Func<int, int, int, float> pixel)
    {
        float[] pixels = new float[3 * height * width];
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) pixels[(c * height + y) * width + x] = pixel(c, y, x);
        return pixels;
    }

    // Radii r with a density of 1 / r^3 look the same at every distance, as the world does.
    private float[] DeadLeaves(Random random)
    {
        float[] pixels = new float[3 * height * width];
        float largest = Math.Min(height, width) / 2f;
        Span<float> colour = stackalloc float[3];
        for (int leaf = 0; leaf < Leaves; leaf++)
        {
            // The first ones are large, so that nothing is left bare.
            float radius = leaf < 20 ? 2 * largest : Math.Min(largest, largest / 40 / MathF.Sqrt(1 - random.NextSingle() * 0.999f)), grey = random.NextSingle();
            float cy = random.NextSingle() * height, cx = random.NextSingle() * width;
            foreach (ref float channel in colour) channel = Dark + (Bright - Dark) * Math.Clamp(grey + (random.NextSingle() - 0.5f) * 0.5f, 0, 1);
            for (int y = Math.Max(0, (int)(cy - radius)); y < Math.Min(height, cy + radius); y++)
                for (int x = Math.Max(0, (int)(cx - radius)); x < Math.Min(width, cx + radius); x++)
                    if ((y - cy) * (y - cy) + (x - cx) * (x - cx) < radius * radius)
                        for (int c = 0; c < 3; c++) pixels[(c * height + y) * width + x] = colour[c];
        }
        return pixels;
    }
}
