using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// Integers on both sides with the scale and zero point of the activations known in advance, so that no row's result depends on others. Layers that
/// read the same activations share their quantisation. What lies beyond the range is cut off.
/// </summary>
/// <param name="ranges">The range of the activations in front of each layer, by <see cref="Dense.Key"/>.</param>
internal sealed class StaticInt8Linear(IReadOnlyDictionary<string, ActivationRange> ranges) : ILinearForm
{
    // What pictures that were not seen may exceed the seen ones by.
    private const float Margin = 1.1f;

    private readonly Dictionary<Value, (Value Integers, Value Scale, Value Zero)> _quantized = [];

    public ILinearForm ForMatrices => this;

    public bool IsQuantized => true;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        (Value weights, Value scales) = graph.Columns(dense);
        if (!_quantized.TryGetValue(x, out (Value Integers, Value Scale, Value Zero) activations)) _quantized.Add(x, activations = Quantize(graph, x, dense.Key));
        Value bias = dense.Bias is { } values ? graph.Floats(dense.BiasKey, values, dense.Outputs) : Value.None;
        return graph.AddMicrosoft("MatMulIntegerToFloat", [activations.Integers, weights, activations.Scale, scales, activations.Zero, Value.None, bias]);
    }

    private (Value Integers, Value Scale, Value Zero) Quantize(GraphBuilder graph, Value x, string key)
    {
        if (!ranges.TryGetValue(key, out ActivationRange range)) throw new InvalidInputException($"the calibration has no range for {key}, expected one for each linear layer of the image graph");
        float width = (range.Max - range.Min) * Margin;
        if (!float.IsFinite(width) || width < 0) throw new InvalidInputException($"the calibration's range for {key} is {range.Min} to {range.Max}: the weights are damaged, or not those of this configuration");
        float step = width > 0 ? width / byte.MaxValue : 1;
        byte middle = (byte)Math.Clamp(MathF.Round(-range.Min * Margin / step), byte.MinValue, byte.MaxValue);
        Value scale = graph.Constant(OnnxType.Float, [step]), zero = graph.Constant(OnnxType.UInt8, [middle]);
        return (graph.Add("QuantizeLinear", [x, scale, zero]), scale, zero);
    }
}
