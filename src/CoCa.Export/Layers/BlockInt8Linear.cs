using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// Weights as 8 bits with a scale a block, by MatMulNBits: for the few rows of a decoding step, whose time is that of reading the weights. Activations are
/// quantised row by row inside, so a row's result does not depend on the others.
/// </summary>
internal sealed class BlockInt8Linear(int block) : ILinearForm
{
    // Products of 8-bit integers inside; without it the weights are multiplied out to floats first.
    private const int AccuracyLevel = 4;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        int blocks = QuantizedBlocks.Blocks(dense.Inputs, block);
        var weight = new Lazy<QuantizedBlocks>(() => QuantizedBlocks.Of(dense.Weight(), dense.Inputs, dense.Outputs, block));
        Value integers = graph.Initializer($"{dense.Key}/b{block}", OnnxType.UInt8, [dense.Outputs, blocks, block], () => weight.Value.Values);
        Value scales = graph.Floats($"{dense.Key}/b{block}/scale", OnnxType.Float, () => weight.Value.Scales, (long)dense.Outputs * blocks);
        Value[] inputs = dense.Bias is { } bias
            ? [x, integers, scales, Value.None, Value.None, graph.Floats($"{dense.Key}/bias", OnnxType.Float, bias, dense.Outputs)]
            : [x, integers, scales];
        return graph.AddMicrosoft("MatMulNBits", inputs, new NodeAttribute("K", dense.Inputs), new NodeAttribute("N", dense.Outputs),
            new NodeAttribute("bits", 8), new NodeAttribute("block_size", block), new NodeAttribute("accuracy_level", AccuracyLevel));
    }
}
