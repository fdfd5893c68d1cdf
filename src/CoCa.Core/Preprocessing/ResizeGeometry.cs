namespace CoCa.Core.Preprocessing;

/// <summary>
/// Where a picture goes: it is resized to <paramref name="Width"/> x <paramref name="Height"/>, and the model's column 0 is
/// column <paramref name="Left"/> of that, its row 0 row <paramref name="Top"/> (negative: so much black stands before it).
/// </summary>
internal readonly record struct ResizeGeometry(int Width, int Height, int Left, int Top)
{
    /// <summary>The rules of OpenCLIP's <c>image_transform</c> for evaluation.</summary>
    public static ResizeGeometry For(int width, int height, PreprocessOptions options)
    {
        int h = options.Height, w = options.Width;
        switch (options.Mode)
        {
            case ResizeMode.Squash:
                return new(w, h, 0, 0);
            case ResizeMode.Longest:
            {
                double ratio = Math.Max(height / (double)h, width / (double)w);
                int rw = Side(width, ratio), rh = Side(height, ratio);
                return new(rw, rh, -((w - rw) / 2), -((h - rh) / 2));
            }
            default:
            {
                int rw, rh;
                if (w == h)
                {
                    // 64-bit floating point as the reference has it, down to the cut of the fraction.
                    rw = width <= height ? w : (int)Math.Min((double)((long)w * width) / height, int.MaxValue);
                    rh = width <= height ? (int)Math.Min((double)((long)h * height) / width, int.MaxValue) : h;
                }
                else
                {
                    double ratio = Math.Min(height / (double)h, width / (double)w);
                    (rw, rh) = (Math.Max(w, Side(width, ratio)), Math.Max(h, Side(height, ratio)));
                }
                return new(rw, rh, Middle(rw - w), Middle(rh - h));
            }
        }
    }

    private static int Side(int side, double ratio) => (int)Math.Clamp(Math.Round(side / ratio, MidpointRounding.ToEven), 1, int.MaxValue);

    private static int Middle(int rest) => (int)Math.Round(rest / 2.0, MidpointRounding.ToEven);
}
