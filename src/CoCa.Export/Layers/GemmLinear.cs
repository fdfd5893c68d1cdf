using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>A product and its bias in one operation, for activations that are matrices [rows, inputs].</summary>
internal sealed class GemmLinear : ILinearForm
{
    public ILinearForm ForMatrices => this;

    public bool IsQuantized => false;

    public Value Write(GraphBuilder graph, Value x, Dense dense)
    {
        // The bias of a product in half precision is added in fp32.
        if (graph.Real != OnnxType.Float) return new PlainLinear().Write(graph, x, dense);
        Value weight = graph.Reals(dense.Key, dense.Weight, dense.Inputs, dense.Outputs);
        return dense.Bias is { } bias ? graph.Add("Gemm", [x, weight, graph.Reals(dense.BiasKey, bias, dense.Outputs)]) : graph.MatMul(x, weight);
    }
}
