using CoCa.Core.Bundles;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// An attentional pooler <c>MHA(ln_q(query), ln_k(x), ln_k(x))</c> cut where a window of frames is merged: partials of one set of tokens, and what
/// follows the merge.
/// </summary>
/// <param name="layers">Where it is written.</param>
/// <param name="prefix">Its tensors' names, up to <c>.attn</c>, <c>.query</c> and so on.</param>
/// <param name="width">The width of queries, keys and values.</param>
/// <param name="heads">The number of heads.</param>
internal sealed class PoolerWriter(LayerWriter layers, string prefix, int width, int heads)
{
    private readonly GraphBuilder _graph = layers.Graph;

    /// <summary>The width of queries, keys and values.</summary>
    public int Width => width;

    /// <summary>The number of queries.</summary>
    public int Queries => (int)layers.Weights.Shape($"{prefix}.query")[0];

    /// <summary>The partials of tokens x [B, N, C].</summary>
    public Partials Read(Value x)
    {
        Value keysAndValues = layers.Linear(layers.Norm(x, $"{prefix}.ln_k"), layers.Weights.Attention($"{prefix}.attn", heads, AttentionParts.Keys | AttentionParts.Values));
        Value[] parts = _graph.Split(keysAndValues, -1, width, width);
        Value queries = _graph.Floats($"{prefix}.query/projected", () => layers.Weights.PoolerQueries(prefix, heads), 1, heads, Queries, width / heads);
        Value scores = _graph.MatMul(queries, layers.SplitHeads(parts[0], heads, width, transposed: true));
        Value largest = _graph.Add("ReduceMax", [scores], new NodeAttribute("axes", [-1L]), new NodeAttribute("keepdims", 1));
        Value weights = _graph.Add("Exp", [_graph.Minus(scores, largest)]);
        Value sum = _graph.Add("ReduceSum", [weights, _graph.Integers(-1)], new NodeAttribute("keepdims", 1));
        return new Partials(scores, largest, sum, _graph.MatMul(weights, layers.SplitHeads(parts[1], heads, width)));
    }

    /// <summary>The partials of the first query and those of the others.</summary>
    public (Partials First, Partials Others) Split(Partials all)
    {
        int others = Queries - 1;
        Value[] largest = _graph.Split(all.Largest, 2, 1, others), sum = _graph.Split(all.Sum, 2, 1, others), values = _graph.Split(all.Values, 2, 1, others);
        Value scores = _graph.Slice(all.Scores, 2, 0, 1);
        return (new Partials(scores, largest[0], sum[0], values[0]), new Partials(Value.None, largest[1], sum[1], values[1]));
    }

    /// <summary>o / l with heads merged, [B, Q, width], fp32: the whole attention's result where the partials are of all keys.</summary>
    public Value Merge(Partials partials) => layers.MergeHeads(_graph.Over(partials.Values, partials.Sum), width);

    /// <summary>The out-projection of merged partials [B, Q, width], fp32 in.</summary>
    public Value Project(Value merged) => layers.Linear(merged, OutProjection);

    /// <summary>The same for the one row of a feature, in full precision.</summary>
    public Value ProjectExact(Value merged) => layers.LinearExact(merged, OutProjection);

    /// <summary>Makes partials outputs of the graph: NAME.m, NAME.l, NAME.o.</summary>
    public void Output(string name, Partials partials, int queries)
    {
        _graph.Output($"{name}.m", _graph.Reshape(partials.Largest, 0, heads, queries), OnnxType.Float, "B", heads, queries);
        _graph.Output($"{name}.l", _graph.Reshape(partials.Sum, 0, heads, queries), OnnxType.Float, "B", heads, queries);
        _graph.Output($"{name}.o", partials.Values, OnnxType.Float, "B", heads, queries, width / heads);
    }

    /// <summary>Makes the scores of a single query an output of the graph: NAME.scores.</summary>
    public void OutputScores(string name, Partials partials, GraphDimension tokens) =>
        _graph.Output($"{name}.scores", _graph.Reshape(partials.Scores, 0, heads, -1), OnnxType.Float, "B", heads, tokens);

    private Dense OutProjection => layers.Weights.Linear($"{prefix}.attn.out_proj");
}
