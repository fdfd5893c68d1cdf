using CoCa.Inference.Encoding;

namespace CoCa.Cli.Verification;

/// <summary>
/// What the reference's model without a pooler gives its decoder for several frames at once: ln_post over all their trunk tokens side by side, without the very
/// first. The class tokens of later frames are among them, and no graph puts those through ln_post; as it is a factor and a
/// summand a channel behind a normalisation, both follow from the patch tokens, of which input and output are known.
/// </summary>
internal static class NormedTrunk
{
    private const double Epsilon = 1e-5;

    /// <summary>The tokens [T * (1 + P) - 1, W] of the first <paramref name="frames"/> frames.</summary>
    public static float[] Tokens(ImageFeatures features, int frames)
    {
        int width = features.Layout.TrunkWidth, patches = features.Layout.Tokens;
        (double[] factor, double[] summand) = Affine(features, frames);
        float[] tokens = new float[(frames * (1 + patches) - 1) * width];
        Span<float> rest = tokens;
        double[] normal = new double[width];
        for (int f = 0; f < frames; f++)
        {
            if (f > 0)
            {
                Normalize(features.Trunk(f)[..width], normal);
                for (int c = 0; c < width; c++) rest[c] = (float)(normal[c] * factor[c] + summand[c]);
                rest = rest[width..];
            }
            features.Tokens(f).CopyTo(rest);
            rest = rest[(patches * width)..];
        }
        return tokens;
    }

    /// <summary>The least-squares line of each channel through all patch tokens.</summary>
    private static (double[] Factor, double[] Summand) Affine(ImageFeatures features, int frames)
    {
        int width = features.Layout.TrunkWidth, patches = features.Layout.Tokens;
        double[] x = new double[width], y = new double[width], xx = new double[width], xy = new double[width], normal = new double[width];
        for (int f = 0; f < frames; f++)
            for (int p = 0; p < patches; p++)
            {
                Normalize(features.Trunk(f).Slice((1 + p) * width, width), normal);
                ReadOnlySpan<float> token = features.Tokens(f).Slice(p * width, width);
                for (int c = 0; c < width; c++)
                {
                    x[c] += normal[c];
                    y[c] += token[c];
                    xx[c] += normal[c] * normal[c];
                    xy[c] += normal[c] * token[c];
                }
            }
        double n = frames * patches;
        for (int c = 0; c < width; c++)
        {
            double spread = xx[c] - x[c] * x[c] / n;
            double factor = spread > 1e-9 ? (xy[c] - x[c] * y[c] / n) / spread : 0;
            (x[c], y[c]) = (factor, (y[c] - factor * x[c]) / n);
        }
        return (x, y);
    }

    private static void Normalize(ReadOnlySpan<float> token, double[] normal)
    {
        double mean = 0, variance = 0;
        foreach (float v in token) mean += v;
        mean /= token.Length;
        foreach (float v in token) variance += (v - mean) * (v - mean);
        double scale = 1 / Math.Sqrt(variance / token.Length + Epsilon);
        for (int c = 0; c < token.Length; c++) normal[c] = (token[c] - mean) * scale;
    }
}
