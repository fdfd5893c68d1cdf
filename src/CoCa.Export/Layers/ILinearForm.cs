using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>A way to write a linear layer into a graph: what the weights are stored as, and which operators multiply them.</summary>
internal interface ILinearForm
{
    /// <summary>The same for activations that are known to be matrices, which some operators need.</summary>
    ILinearForm ForMatrices { get; }

    /// <summary>Whether weights lose precision anyway, so that tables of embeddings may be halves.</summary>
    bool IsQuantized { get; }

    /// <summary>Writes y = x W + b for x [.., inputs].</summary>
    Value Write(GraphBuilder graph, Value x, Dense dense);
}
