using System.Runtime.InteropServices;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>Weights of layers that multiply integers.</summary>
internal static class QuantizedWeights
{
    /// <summary>The weights of a layer as 8 signed bits [inputs, outputs], and their scales [outputs].</summary>
    public static (Value Integers, Value Scales) Columns(this GraphBuilder graph, Dense dense)
    {
        var weight = new Lazy<QuantizedColumns>(() => QuantizedColumns.Of(dense.Weight(), dense.Outputs));
        Value integers = graph.Initializer($"{dense.Key}/s8", OnnxType.Int8, [dense.Inputs, dense.Outputs], () => MemoryMarshal.AsBytes<sbyte>(weight.Value.Values));
        return (integers, graph.Floats($"{dense.Key}/s8/scale", OnnxType.Float, () => weight.Value.Scales, dense.Outputs));
    }
}
