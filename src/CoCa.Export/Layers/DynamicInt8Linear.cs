using System.Runtime.InteropServices;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// Integers on both sides: activations as 8 bits with one scale and zero point for the whole tensor, found when the graph runs; weights as 8 signed bits with a
/// scale a column. Written the way that ONNX Runtime fuses into one operation on the CPU. As the scale is that of the whole tensor, a row's result depends
/// on the rows beside it: run one picture or text at a time.
/// </summary>
internal sealed class DynamicInt8Linear : ILinearForm
{
    public ILinearForm ForMatrices => this;

    public bool IsQuantized => true;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        var weight = new Lazy<QuantizedColumns>(() => QuantizedColumns.Of(dense.Weight(), dense.Outputs));
        Value integers = graph.Initializer($"{dense.Key}/s8", OnnxType.Int8, [dense.Inputs, dense.Outputs], () => MemoryMarshal.AsBytes<sbyte>(weight.Value.Values));
        Value scales = graph.Floats($"{dense.Key}/s8/scale", OnnxType.Float, () => weight.Value.Scales, dense.Outputs);
        // Three results: the integers, their scale, their zero point.
        Value[] quantized = graph.Add("DynamicQuantizeLinear", "", 3, [x]);
        Value sums = graph.Add("MatMulInteger", [quantized[0], integers, quantized[2]]);
        Value product = graph.Times(graph.Cast(sums, OnnxType.Float), graph.Times(quantized[1], scales));
        return dense.Bias is { } bias ? graph.Plus(product, graph.Floats(dense.BiasKey, bias, dense.Outputs)) : product;
    }
}
