using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// Integers on both sides: activations as 8 bits with one scale and zero point for the whole tensor, found when the graph runs; weights as 8 signed bits with a
/// scale a column. Written the way that ONNX Runtime fuses into one operation on the CPU. As the scale is that of the whole tensor, a row's result depends
/// on the rows beside it: run one picture or text at a time.
/// </summary>
/// <param name="observed">Scale and zero point become outputs of the graph, for <see cref="StaticInt8Linear"/>.</param>
internal sealed class DynamicInt8Linear(bool observed = false) : ILinearForm
{
    public ILinearForm ForMatrices => this;

    public bool IsQuantized => true;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        (Value integers, Value scales) = graph.Columns(dense);
        // Three results: the integers, their scale, their zero point.
        Value[] quantized = graph.Add("DynamicQuantizeLinear", "", 3, [x]);
        if (observed)
        {
            graph.Output($"{ExportOptions.ScalePrefix}{dense.Key}", quantized[1], OnnxType.Float);
            graph.Output($"{ExportOptions.ZeroPrefix}{dense.Key}", quantized[2], OnnxType.UInt8);
        }
        Value sums = graph.Add("MatMulInteger", [quantized[0], integers, quantized[2]]);
        Value product = graph.Times(graph.Cast(sums, OnnxType.Float), graph.Times(quantized[1], scales));
        return dense.Bias is { } bias ? graph.Plus(product, graph.Floats(dense.BiasKey, bias, dense.Outputs)) : product;
    }
}
