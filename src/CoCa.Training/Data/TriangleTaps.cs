namespace CoCa.Training.Data;

/// <summary>
/// The weights of one direction of an antialiased bilinear resize of a crop, with blur: output i is the sum over t of
/// <c>Weights[t * Stride + i] * input[Start[i] + t]</c>; the weights of an output sum to 1. The memory is used again.
/// </summary>
internal sealed class TriangleTaps
{
    private const int Align = 8;

    /// <summary>Inputs of an output.</summary>
    public int Count { get; private set; }

    /// <summary>From a tap's weights to the next tap's: the outputs, rounded up for vectors; those beyond have weight 0.</summary>
    public int Stride { get; private set; }

    /// <summary>The first input of each output; all <see cref="Count"/> are within the inputs. It never falls (rises, if mirrored).</summary>
    public int[] Start { get; private set; } = [];

    /// <summary><c>[Count, Stride]</c></summary>
    public float[] Weights { get; private set; } = [];

    /// <summary>Works out weights.</summary>
    /// <param name="inputs">Columns or rows that there are.</param>
    /// <param name="from">Where the crop begins, in inputs.</param>
    /// <param name="length">How long the crop is, in inputs.</param>
    /// <param name="outputs">What it becomes.</param>
    /// <param name="blur">How much further an output reaches to either side, in outputs.</param>
    /// <param name="isMirrored">Last first.</param>
    public void Set(int inputs, double from, double length, int outputs, double blur, bool isMirrored)
    {
        double scale = length / outputs, support = Math.Max(scale, 1) + blur * scale;
        Count = Math.Min((int)Math.Ceiling(2 * support) + 1, inputs);
        Stride = (outputs + Align - 1) / Align * Align;
        if (Start.Length < Stride) Start = new int[Stride];
        if (Weights.Length < Stride * Count) Weights = new float[Stride * Count];
        Array.Clear(Weights, 0, Stride * Count);
        Array.Clear(Start, 0, Stride);
        for (int i = 0; i < outputs; i++)
        {
            double center = from + ((isMirrored ? outputs - 1 - i : i) + 0.5) * scale - 0.5;
            int first = Math.Clamp((int)Math.Ceiling(center - support), 0, inputs - Count);
            Start[i] = first;
            double sum = 0;
            for (int t = 0; t < Count; t++) sum += Math.Max(0, support - Math.Abs(first + t - center));
            for (int t = 0; t < Count; t++) Weights[t * Stride + i] = (float)(Math.Max(0, support - Math.Abs(first + t - center)) / sum);
        }
    }
}
