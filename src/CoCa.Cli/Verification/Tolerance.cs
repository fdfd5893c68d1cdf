using System.Numerics.Tensors;
using CoCa.Core.Bundles;

namespace CoCa.Cli.Verification;

/// <summary>
/// How near to the recorded results a precision must come. fp32: 1e-4, and every generation the same. fp16: 5e-3 of an output's
/// largest value, and a cosine of 0.999 for embeddings. int8: a cosine of 0.99 for embeddings. Both report generations and do not judge them.
/// </summary>
internal static class Tolerance
{
    /// <summary>Are generations judged?</summary>
    public static bool JudgesGenerations(Precision precision) => precision == Precision.Fp32;

    /// <summary>Does an output hold? The message says what is wrong, or is null.</summary>
    public static string? Judge(Precision precision, string name, float[] recorded, float[] got, int rows, double difference)
    {
        if (double.IsNaN(difference)) return $"{name} is not a number somewhere";
        if (name == "out.logit_scale") return difference <= 1e-4 * Math.Max(1, Math.Abs(recorded[0])) ? null : $"{name} differs by {difference:g3}";
        double? allowed = precision switch
        {
            Precision.Fp32 => 1e-4,
            Precision.Fp16 => 5e-3 * Largest(recorded),
            _ => null,
        };
        if (difference > allowed) return $"{name} differs by {difference:g3}, allowed are {allowed:g3}";
        if (precision == Precision.Fp32 || !IsEmbedding(name)) return null;
        double cosine = SmallestCosine(recorded, got, rows), needed = precision == Precision.Fp16 ? 0.999 : 0.99;
        return cosine >= needed ? null : $"{name} has a cosine of {cosine:0.#####} to the recorded one, needed are {needed}";
    }

    /// <summary>The largest absolute difference; not a number if one of them is none.</summary>
    public static double Difference(ReadOnlySpan<float> recorded, ReadOnlySpan<float> got)
    {
        double largest = 0;
        for (int i = 0; i < recorded.Length; i++)
        {
            double d = Math.Abs((double)recorded[i] - got[i]);
            // Equal infinities (a banned token's logit) are no difference.
            if (double.IsNaN(d) && recorded[i].Equals(got[i]) && float.IsInfinity(got[i])) d = 0;
            if (double.IsNaN(d)) return double.NaN;
            largest = Math.Max(largest, d);
        }
        return largest;
    }

    private static bool IsEmbedding(string name) => name.Contains("features", StringComparison.Ordinal);

    private static double Largest(float[] values) => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<float>(values));

    private static double SmallestCosine(float[] recorded, float[] got, int rows)
    {
        int size = recorded.Length / Math.Max(rows, 1);
        double smallest = 1;
        for (int r = 0; r < rows; r++)
            smallest = Math.Min(smallest, TensorPrimitives.CosineSimilarity<float>(recorded.AsSpan(r * size, size), got.AsSpan(r * size, size)));
        return smallest;
    }
}
