using System.Numerics.Tensors;
using CoCa.Core.Weights;

namespace CoCa.Export.Weights;

/// <summary>
/// The input projections of one torch attention layer: packed in <c>in_proj_weight</c> where queries and keys are of one width, else
/// in three tensors; the biases always packed.
/// </summary>
internal readonly struct AttentionTensors(TensorFile file, string prefix)
{
    /// <summary>The width of queries, keys and values.</summary>
    public int Width => (int)(file.Info($"{prefix}.in_proj_bias").ElementCount / 3);

    /// <summary>The width of what a part is computed from.</summary>
    public int Inputs(AttentionParts part) => (int)file.Info(IsPacked ? $"{prefix}.in_proj_weight" : Name(part)).Shape[1];

    /// <summary>W of one part, [width, inputs]; that of the queries times 1/sqrt(head size).</summary>
    public float[] Weight(AttentionParts part, int heads) =>
        Scaled(part, heads, IsPacked ? Slice(file.Floats($"{prefix}.in_proj_weight"), part) : file.Floats(Name(part)));

    /// <summary>b of one part, [width]; that of the queries times 1/sqrt(head size).</summary>
    public float[] Bias(AttentionParts part, int heads) => Scaled(part, heads, Slice(file.Floats($"{prefix}.in_proj_bias"), part));

    private bool IsPacked => file.Contains($"{prefix}.in_proj_weight");

    private float[] Scaled(AttentionParts part, int heads, float[] values)
    {
        if (part == AttentionParts.Queries) TensorPrimitives.Multiply(values, 1 / MathF.Sqrt((float)Width / heads), values);
        return values;
    }

    private string Name(AttentionParts part) => $"{prefix}.{(part == AttentionParts.Queries ? 'q' : part == AttentionParts.Keys ? 'k' : 'v')}_proj_weight";

    private static float[] Slice(float[] packed, AttentionParts part)
    {
        int third = packed.Length / 3, index = part == AttentionParts.Queries ? 0 : part == AttentionParts.Keys ? 1 : 2;
        return packed.AsSpan(index * third, third).ToArray();
    }
}
