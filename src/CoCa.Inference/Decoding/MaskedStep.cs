using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Decoding;

/// <summary>
/// The decoder whose caches have a fixed capacity and are written through a mask, on the processor: one new token a row, past and present in the same memory.
/// </summary>
internal sealed class MaskedStep : IStep
{
    private readonly MaskedInputs _inputs;
    private readonly GraphCall _call;

    /// <summary>Binds the graph for so many rows and pictures.</summary>
    public MaskedStep(Graph graph, int rows, int pictures, int capacity, int contextTokens, IReadOnlyList<(string Name, OrtValue Value)> inputs, IReadOnlyList<(string Name, OrtValue Value)> outputs)
    {
        InferenceSession session = graph.Session();
        _inputs = new(rows, pictures, capacity, contextTokens);
        _call = new(graph.Runtime, session, graph.Name, [.. _inputs.Values, .. inputs], [.. outputs]);
    }

    public void Run(ReadOnlySpan<long> ids, int position, RowHistory visibility)
    {
        ids.CopyTo(_inputs.Ids);
        _inputs.MoveTo(position, visibility);
        _call.Run();
    }

    public void Dispose()
    {
        _call.Dispose();
        _inputs.Dispose();
    }
}
