using CoCa.Export.Layers;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>
/// The cache of ONNX Runtime's GroupQueryAttention on the CPU: past and present are bound to one buffer of C positions, and new keys and values are written
/// in place. It needs head sizes that are multiples of 8. Attention is causal by itself; <c>attention_bias</c> [B, 1, S, T] (T: positions so far) adds the
/// text tower's key mask, for rows with pads inside.
/// </summary>
internal sealed class GroupQueryCache(LayerWriter layers) : ISelfAttentionCache
{
    private readonly GraphBuilder _graph = layers.Graph;
    private Value _lengths;
    private Value _total;
    private Value _bias;

    public static bool CanServe(int headSize) => headSize % 8 == 0;

    public Value? ContextBias => null;

    public void Inputs()
    {
        _lengths = _graph.Input("seqlens_k", OnnxType.Int32, "B");
        _total = _graph.Input("total_sequence_length", OnnxType.Int32, 1);
        _bias = _graph.Input("attention_bias", OnnxType.Float, "B", 1, "S", "T");
    }

    public Value Attend(Value q, Value k, Value v, CachedLayer layer)
    {
        Value pastKeys = _graph.Input($"past.k.{layer.Index}", OnnxType.Float, "B", layer.Heads, "C", layer.HeadSize);
        Value pastValues = _graph.Input($"past.v.{layer.Index}", OnnxType.Float, "B", layer.Heads, "C", layer.HeadSize);
        Value[] results = _graph.Add("GroupQueryAttention", Node.Microsoft, 3,
            [q, k, v, pastKeys, pastValues, _lengths, _total, Value.None, Value.None, Value.None, layer.IsText ? _bias : Value.None],
            new NodeAttribute("num_heads", layer.Heads), new NodeAttribute("kv_num_heads", layer.Heads), new NodeAttribute("scale", 1f));
        _graph.Output($"present.k.{layer.Index}", results[1], OnnxType.Float, "B", layer.Heads, "C", layer.HeadSize);
        _graph.Output($"present.v.{layer.Index}", results[2], OnnxType.Float, "B", layer.Heads, "C", layer.HeadSize);
        return results[0];
    }
}
