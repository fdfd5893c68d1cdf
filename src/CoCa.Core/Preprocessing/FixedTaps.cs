namespace CoCa.Core.Preprocessing;

/// <summary>
/// A <see cref="FilterBank"/> in 16-bit integers, two neighbouring weights to an <see cref="int"/>, as the multiply-add of
/// pairs wants them. All outputs have the same number of pairs, zero weights fill up.
/// </summary>
/// <remarks>
/// The fraction has as many bits as the largest weight leaves room for, and the weights of an output sum to exactly one, so
/// that an even area stays as it is. Beside the reference's 22 bits that changes a sum by less than a tenth of a grey level.
/// </remarks>
internal sealed class FixedTaps
{
    /// <summary>Room for what the other weights' rounding leaves over.</summary>
    private const int Margin = 256;

    private FixedTaps(int outputs, int pairs, int fractionBits)
    {
        Pairs = pairs;
        FractionBits = fractionBits;
        Start = new int[outputs];
        Weights = new int[outputs * pairs];
    }

    /// <summary>Pairs of weights an output.</summary>
    public int Pairs { get; }

    /// <summary>Bits after the point.</summary>
    public int FractionBits { get; }

    /// <summary>The first input of each output.</summary>
    public int[] Start { get; }

    /// <summary><c>[outputs, Pairs]</c>: the weight of the first input in the low half, of the second in the high half.</summary>
    public int[] Weights { get; }

    /// <summary>Rounds a bank's weights.</summary>
    /// <param name="bank">The weights.</param>
    /// <param name="outputs">How many outputs to make; those beyond the bank have zero weights.</param>
    /// <param name="startAlign">Every first input is a multiple of this.</param>
    /// <param name="countAlign">The number of inputs of an output is a multiple of this.</param>
    /// <param name="inputs">Where the inputs end: the last output's inputs are moved back (and get zeros in front) so as not to pass it, if they fit.</param>
    public static FixedTaps Of(FilterBank bank, int outputs, int startAlign, int countAlign, int inputs)
    {
        int taps = 0;
        double largest = 0;
        for (int i = 0; i < bank.Start.Length; i++) taps = Math.Max(taps, bank.Start[i] % startAlign + bank.Count[i]);
        foreach (double w in bank.Weights) largest = Math.Max(largest, Math.Abs(w));
        taps = (taps + countAlign - 1) / countAlign * countAlign;
        int bits = 20;
        while (largest * (1 << bits) > short.MaxValue - Margin) bits--;

        FixedTaps result = new(outputs, taps / 2, bits);
        int[] weights = new int[taps];
        for (int i = 0; i < bank.Start.Length; i++)
        {
            int start = bank.Start[i] / startAlign * startAlign;
            while (start + taps > inputs && start >= startAlign) start -= startAlign;
            Array.Clear(weights);
            Span<int> used = weights.AsSpan(bank.Start[i] - start, bank.Count[i]);
            Round(bank.Weights.AsSpan(i * bank.Taps, bank.Count[i]), used, bits);
            result.Start[i] = start;
            for (int p = 0; p < result.Pairs; p++) result.Weights[i * result.Pairs + p] = (ushort)weights[2 * p] | weights[2 * p + 1] << 16;
        }
        return result;
    }

    /// <summary>To the nearest, then what the sum lacks goes where the weight is largest.</summary>
    private static void Round(ReadOnlySpan<double> weights, Span<int> result, int bits)
    {
        int sum = 0, largest = 0;
        for (int t = 0; t < weights.Length; t++)
        {
            sum += result[t] = (int)Math.Round(weights[t] * (1 << bits));
            if (result[t] > result[largest]) largest = t;
        }
        if (weights.Length > 0) result[largest] += (1 << bits) - sum;
    }
}
