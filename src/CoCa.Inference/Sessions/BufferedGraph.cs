using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Sessions;

/// <summary>
/// A graph over buffers of rows: runs any number of the first rows, cut as the plan says, with a binding for each cut that is made once, and
/// again when the sessions were made anew. Not thread-safe; the buffers belong to this.
/// </summary>
internal sealed class BufferedGraph : IDisposable
{
    private readonly Graph _graph;
    private readonly BatchPlan _plan;
    private readonly (string Dim, int Value)[] _sizes;
    private readonly (string Name, TensorBuffer Buffer)[] _inputs;
    private readonly (string Name, TensorBuffer Buffer)[] _outputs;
    private readonly Dictionary<(int First, int Rows), GraphCall> _calls = [];

    /// <summary>Takes the buffers, whose rows are the graph's dimension <c>B</c>; <paramref name="sizes"/> are its other symbolic dimensions.</summary>
    public BufferedGraph(Graph graph, BatchPlan plan, (string Dim, int Value)[] sizes, (string Name, TensorBuffer Buffer)[] inputs, (string Name, TensorBuffer Buffer)[] outputs) =>
        (_graph, _plan, _sizes, _inputs, _outputs) = (graph, plan, sizes, inputs, outputs);

    public Graph Graph => _graph;

    /// <summary>Runs the graph on rows 0 to <paramref name="rows"/> - 1.</summary>
    public void Run(int rows)
    {
        for (int first = 0; first < rows;)
        {
            int count = _plan.Next(rows - first);
            if (!_calls.TryGetValue((first, count), out GraphCall? call) || call.IsDisposed) _calls[(first, count)] = call = Bind(first, count);
            call.Run();
            first += count;
        }
    }

    public void Dispose()
    {
        foreach (GraphCall call in _calls.Values) call.Dispose();
        _calls.Clear();
        foreach ((_, TensorBuffer buffer) in _inputs) buffer.Dispose();
        foreach ((_, TensorBuffer buffer) in _outputs) buffer.Dispose();
    }

    private GraphCall Bind(int first, int count)
    {
        _graph.Runtime.CheckOpen();
        InferenceSession session = _graph.Session([("B", count), .. _sizes]);
        return new(_graph.Runtime, session, _graph.Name, [.. Views(_inputs)], [.. Views(_outputs)]);

        IEnumerable<(string, OrtValue)> Views((string Name, TensorBuffer Buffer)[] buffers) => buffers.Select(b => (b.Name, b.Buffer.View(first, count)));
    }
}
