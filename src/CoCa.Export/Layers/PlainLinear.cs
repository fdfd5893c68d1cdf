using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>A matrix product in the type of the graph's products, and its bias in fp32.</summary>
internal sealed class PlainLinear : ILinearForm
{
    public ILinearForm ForMatrices => new GemmLinear();

    public bool IsQuantized => false;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        Value product = graph.ToFloat(graph.MatMul(graph.ToReal(x), graph.Reals(dense.Key, dense.Weight, dense.Inputs, dense.Outputs)));
        return dense.Bias is { } bias ? graph.Plus(product, graph.Floats(dense.BiasKey, bias, dense.Outputs)) : product;
    }
}
