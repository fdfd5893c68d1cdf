using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// Weights as 8 bits with a scale a block, by MatMulNBits: for the few rows of a decoding step, whose time is that of reading the weights. Activations are
/// quantised row by row inside, so a row's result does not depend on the others.
/// </summary>
/// <param name="forDirectML">DirectML refuses a bias inside the product, and leaves to the CPU what is not whole blocks.</param>
internal sealed class BlockInt8Linear(bool forDirectML) : ILinearForm
{
    // Products of 8-bit integers inside; without it the weights are multiplied out to floats first.
    private const int AccuracyLevel = 4;

    private const int SmallestBlock = 16;
    private const int LargestBlock = 256;

    public ILinearForm ForMatrices => this;

    public bool IsQuantized => true;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        if (forDirectML && dense.Inputs % SmallestBlock != 0) return new PlainLinear().Write(graph, x, dense);
        int block = Block(dense.Inputs);
        int blocks = QuantizedBlocks.Blocks(dense.Inputs, block);
        var weight = new Lazy<QuantizedBlocks>(() => QuantizedBlocks.Of(dense.Weight(), dense.Inputs, dense.Outputs, block));
        Value integers = graph.Initializer($"{dense.Key}/b{block}", OnnxType.UInt8, [dense.Outputs, blocks, block], () => weight.Value.Values);
        Value scales = graph.Floats($"{dense.Key}/b{block}/scale", OnnxType.Float, () => weight.Value.Scales, (long)dense.Outputs * blocks);
        Value? bias = dense.Bias is { } floats ? graph.Floats(dense.BiasKey, OnnxType.Float, floats, dense.Outputs) : null;
        Value[] inputs = bias is { } inside && !forDirectML ? [x, integers, scales, Value.None, Value.None, inside] : [x, integers, scales];
        Value product = graph.AddMicrosoft("MatMulNBits", inputs, new NodeAttribute("K", dense.Inputs), new NodeAttribute("N", dense.Outputs),
            new NodeAttribute("bits", 8), new NodeAttribute("block_size", block), new NodeAttribute("accuracy_level", AccuracyLevel));
        return bias is { } outside && forDirectML ? graph.Plus(product, outside) : product;
    }

    // The larger the block, the faster several rows are; at 8 bits a scale for 256 weights loses nothing.
    private static int Block(int inputs)
    {
        int block = LargestBlock;
        while (block > SmallestBlock && inputs % block != 0) block /= 2;
        return block;
    }
}
