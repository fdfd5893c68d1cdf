using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CoCa.Core;

namespace CoCa.Export.Onnx;

/// <summary>
/// The operators that the graphs are written with, by their ONNX names. All of them run on DirectML in single and half precision.
/// In a shape for <see cref="Reshape"/>, 0 keeps a dimension and -1 takes what is left, so no graph computes with shapes.
/// </summary>
internal static class Operators
{
    public static Value MatMul(this GraphBuilder g, Value a, Value b) => g.Add("MatMul", [a, b]);

    public static Value Plus(this GraphBuilder g, Value a, Value b) => g.Add("Add", [a, b]);

    public static Value Minus(this GraphBuilder g, Value a, Value b) => g.Add("Sub", [a, b]);

    public static Value Times(this GraphBuilder g, Value a, Value b) => g.Add("Mul", [a, b]);

    public static Value Over(this GraphBuilder g, Value a, Value b) => g.Add("Div", [a, b]);

    public static Value Reshape(this GraphBuilder g, Value x, params long[] shape) => g.Add("Reshape", [x, g.Integers(shape)]);

    public static Value Transpose(this GraphBuilder g, Value x, params long[] permutation) => g.Add("Transpose", [x], new NodeAttribute("perm", permutation));

    public static Value Softmax(this GraphBuilder g, Value x) => g.Add("Softmax", [x], new NodeAttribute("axis", -1));

    public static Value Gather(this GraphBuilder g, Value table, Value indices) => g.Add("Gather", [table, indices], new NodeAttribute("axis", 0));

    /// <summary>Elements <paramref name="from"/> to <paramref name="to"/> (exclusive) of one axis; negative counts from the end.</summary>
    public static Value Slice(this GraphBuilder g, Value x, long axis, long from, long to = long.MaxValue) =>
        g.Add("Slice", [x, g.Integers(from), g.Integers(to), g.Integers(axis)]);

    /// <summary>Cuts an axis into parts of the given sizes.</summary>
    public static Value[] Split(this GraphBuilder g, Value x, long axis, params long[] sizes) =>
        g.Add("Split", "", sizes.Length, [x, g.Integers(sizes)], new NodeAttribute("axis", axis));

    /// <summary>Zeros around: first the counts in front of each axis, then those behind.</summary>
    public static Value Pad(this GraphBuilder g, Value x, params long[] counts) => g.Add("Pad", [x, g.Integers(counts)]);

    public static Value Cast(this GraphBuilder g, Value x, OnnxType type) => g.Add("Cast", [x], new NodeAttribute("to", (long)type));

    /// <summary>From the type of the products to fp32, where they differ.</summary>
    public static Value ToFloat(this GraphBuilder g, Value x) => g.Real == OnnxType.Float ? x : g.Cast(x, OnnxType.Float);

    /// <summary>From fp32 to the type of the products, where they differ.</summary>
    public static Value ToReal(this GraphBuilder g, Value x) => g.Real == OnnxType.Float ? x : g.Cast(x, g.Real);

    public static Value Integers(this GraphBuilder g, params long[] values) => g.Constant<long>(OnnxType.Int64, values, values.Length);

    /// <summary>An fp32 number.</summary>
    public static Value Scalar(this GraphBuilder g, float value) => g.Constant(OnnxType.Float, [value]);

    /// <summary>A tensor of the type of the products, from fp32 numbers.</summary>
    public static Value Reals(this GraphBuilder g, string key, Func<float[]> data, params ReadOnlySpan<long> shape) => g.Floats(key, g.Real, data, shape);

    /// <summary>An fp32 tensor.</summary>
    public static Value Floats(this GraphBuilder g, string key, Func<float[]> data, params ReadOnlySpan<long> shape) => g.Floats(key, OnnxType.Float, data, shape);

    /// <summary>A tensor of a float type, from fp32 numbers.</summary>
    public static Value Floats(this GraphBuilder g, string key, OnnxType type, Func<float[]> data, params ReadOnlySpan<long> shape) =>
        g.Initializer(key, type, shape, type == OnnxType.Float
            ? () => MemoryMarshal.AsBytes<float>(data())
            : () => MemoryMarshal.AsBytes<Half>(ToHalf(key, data())));

    private static Half[] ToHalf(string key, float[] data)
    {
        Half[] halves = GC.AllocateUninitializedArray<Half>(data.Length);
        TensorPrimitives.ConvertToHalf(data, halves);
        int bad = Array.FindIndex(halves, h => !Half.IsFinite(h));
        return bad < 0 ? halves : throw new InvalidInputException($"{key} holds {data[bad]}, expected at most {Half.MaxValue} in half precision: export it in fp32");
    }
}
