using CoCa.Core.Labels;
using CoCa.Training.Data;

namespace CoCa.Training.Evaluation;

/// <summary>
/// Fits a <see cref="LabelCalibration"/> by maximum likelihood, the same for the same data. First the scale, on the right label among all labels (temperature scaling); then slope and offset
/// (Platt scaling), on whether the right label is among a set at all: for every picture the whole set, and random ones of 1, 4 and 16 labels, with the right one and without it.
/// </summary>
internal static class CalibrationFit
{
    private const int Iterations = 200;
    private const ulong Seed = 1;
    private static readonly int[] s_sizes = [1, 4, 16];

    /// <param name="pictures">At least one, of at least two labels.</param>
    /// <param name="scale">Where to begin: the model's own.</param>
    /// <param name="phrases">The background's phrases, all of them.</param>
    /// <param name="fitted">What the pictures are, for a person.</param>
    public static LabelCalibration Fit(IReadOnlyList<LabelledCosines> pictures, float scale, IReadOnlyList<string> phrases, string fitted)
    {
        double found = Math.Exp(Lbfgs.Minimize([Math.Log(scale)], (x, gradient) => Scale(pictures, Math.Exp(x[0]), gradient), Iterations)[0]);
        List<(double Evidence, bool HasRight)> sets = Sets(pictures, found);
        // The slope's logarithm, so that it stays above 0.
        double[] gate = Lbfgs.Minimize([0, 0], (x, gradient) => Gate(sets, Math.Exp(x[0]), x[1], gradient), Iterations);
        double level = pictures.Average(p => (p.Labels.Sum(c => (double)c) - p.Labels[p.Right]) / (p.Labels.Length - 1) - (p.Background.Length > 0 ? p.Background.Average() : 0));
        return new() { Scale = (float)found, Slope = (float)Math.Exp(gate[0]), Offset = (float)gate[1], Level = (float)level, Background = phrases, Fitted = fitted };
    }

    /// <summary>The mean negative logarithm of the right label's softmax, by the logarithm of the scale.</summary>
    private static double Scale(IReadOnlyList<LabelledCosines> pictures, double scale, double[] gradient)
    {
        double loss = 0, slope = 0;
        foreach (LabelledCosines p in pictures)
        {
            double most = p.Labels.Max(), sum = 0, mean = 0;
            foreach (float c in p.Labels)
            {
                double e = Math.Exp(scale * (c - most));
                sum += e;
                mean += e * c;
            }
            loss += Math.Log(sum) - scale * (p.Labels[p.Right] - most);
            slope += mean / sum - p.Labels[p.Right];
        }
        gradient[0] = slope * scale / pictures.Count;
        return loss / pictures.Count;
    }

    private static double Gate(List<(double Evidence, bool HasRight)> sets, double slope, double offset, double[] gradient)
    {
        double loss = 0, bySlope = 0, byOffset = 0;
        foreach ((double evidence, bool hasRight) in sets)
        {
            double logit = slope * evidence + offset, p = 1 / (1 + Math.Exp(-logit)), gap = p - (hasRight ? 1 : 0);
            // log(1 + e^l) without overflow.
            loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit))) - (hasRight ? logit : 0);
            bySlope += gap * evidence;
            byOffset += gap;
        }
        (gradient[0], gradient[1]) = (bySlope * slope / sets.Count, byOffset / sets.Count);
        return loss / sets.Count;
    }

    private static List<(double Evidence, bool HasRight)> Sets(IReadOnlyList<LabelledCosines> pictures, double scale)
    {
        List<(double, bool)> sets = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            LabelledCosines p = pictures[i];
            double background = p.Background.Length == 0 ? 0 : LogSumExp(p.Background, scale) - Math.Log(p.Background.Length);
            int[] wrong = [.. Enumerable.Range(0, p.Labels.Length).Where(l => l != p.Right)];
            for (int k = 0; k < s_sizes.Length; k++)
            {
                if (s_sizes[k] > wrong.Length) continue;
                Permutation order = new(SampleRandom.Mix(SampleRandom.Mix(Seed, (ulong)i), (ulong)k), wrong.Length);
                float[] without = [.. Enumerable.Range(0, s_sizes[k]).Select(place => p.Labels[wrong[order.At(place)]])];
                sets.Add((LogSumExp(without, scale) - background, false));
                sets.Add((LogSumExp([p.Labels[p.Right], .. without.Skip(1)], scale) - background, true));
            }
            sets.Add((LogSumExp(p.Labels, scale) - background, true));
        }
        return sets;
    }

    private static double LogSumExp(float[] cosines, double scale)
    {
        double most = cosines.Max();
        return scale * most + Math.Log(cosines.Sum(c => Math.Exp(scale * (c - most))));
    }
}
