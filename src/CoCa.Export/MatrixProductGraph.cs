using System.Runtime.InteropServices;
using CoCa.Export.Onnx;

namespace CoCa.Export;

/// <summary>
/// A graph of one large matrix product <c>a [M, K] x weights [K, N] -> product</c>, its weights inside as a model's are: what a machine can do at its best,
/// measured the way models run.
/// </summary>
public static class MatrixProductGraph
{
    /// <summary>The product in 32-bit floats.</summary>
    public static byte[] Floats(int rows, int inner, int columns)
    {
        var weights = new float[inner * columns];
        for (int i = 0; i < weights.Length; i++) weights[i] = Pattern(i) / 128f;
        return Build(rows, inner, columns, OnnxType.Float, OnnxType.Float, OnnxType.Float, "MatMul", MemoryMarshal.AsBytes(weights.AsSpan()).ToArray());
    }

    /// <summary>The product of unsigned by signed 8-bit integers, summed in 32 bits.</summary>
    public static byte[] Integers(int rows, int inner, int columns)
    {
        var weights = new byte[inner * columns];
        for (int i = 0; i < weights.Length; i++) weights[i] = unchecked((byte)Pattern(i));
        return Build(rows, inner, columns, OnnxType.UInt8, OnnxType.Int8, OnnxType.Int32, "MatMulInteger", weights);
    }

    private static byte[] Build(int rows, int inner, int columns, OnnxType input, OnnxType stored, OnnxType output, string @operator, byte[] weights)
    {
        var graph = new GraphBuilder("product", OnnxType.Float, null);
        Value a = graph.Input("a", input, rows, inner);
        Value b = graph.Initializer("weights", stored, [inner, columns], () => weights);
        graph.Output("product", graph.Add(@operator, [a, b]), output, rows, columns);
        return graph.Build();
    }

    private static sbyte Pattern(int i) => unchecked((sbyte)((i * 1103515245 + 12345) >> 16));
}
