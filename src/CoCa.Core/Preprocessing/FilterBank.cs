namespace CoCa.Core.Preprocessing;

/// <summary>
/// The weights of one direction of an antialiased bicubic resize: output <c>first + i</c> is the sum over
/// <c>t &lt; Count[i]</c> of <c>Weights[i * Taps + t] * input[Start[i] + t]</c>, and the weights of an output sum to 1.
/// </summary>
/// <remarks>
/// Keys' cubic kernel with a = -0.5 (Catmull-Rom), its support of 2 stretched by the scale when shrinking and cut at the
/// picture's edges, computed in the order in which Pillow computes it so that the rounded weights are the same.
/// </remarks>
internal sealed class FilterBank
{
    private FilterBank(int outputs, int taps)
    {
        Taps = taps;
        Start = new int[outputs];
        Count = new int[outputs];
        Weights = new double[(long)outputs * taps];
    }

    /// <summary>Room for the weights of one output.</summary>
    public int Taps { get; }

    /// <summary>The first input of each output.</summary>
    public int[] Start { get; }

    /// <summary>How many inputs each output has.</summary>
    public int[] Count { get; }

    /// <summary><c>[outputs, Taps]</c>, zero beyond <see cref="Count"/>.</summary>
    public double[] Weights { get; }

    /// <summary>The outputs <paramref name="first"/> to <paramref name="first"/> + <paramref name="outputs"/> of a resize from one side to another.</summary>
    public static FilterBank Bicubic(int from, int to, int first, int outputs)
    {
        double scale = from / (double)to, stretch = Math.Max(scale, 1), support = 2 * stretch, inverse = 1 / stretch;
        FilterBank bank = new(outputs, Math.Min(from, (int)Math.Ceiling(support) * 2 + 1));
        for (int i = 0; i < outputs; i++)
        {
            double center = (first + i + 0.5) * scale, sum = 0;
            int start = Math.Max(0, (int)(center - support + 0.5));
            int count = Math.Min(from, (int)(center + support + 0.5)) - start;
            Span<double> weights = bank.Weights.AsSpan(i * bank.Taps, count);
            for (int t = 0; t < count; t++) sum += weights[t] = Cubic((t + start - center + 0.5) * inverse);
            if (sum != 0) foreach (ref double w in weights) w /= sum;
            (bank.Start[i], bank.Count[i]) = (start, count);
        }
        return bank;
    }

    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
