using CoCa.Export.Layers;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>
/// A cache of fixed capacity out of plain operators, one step at a time: the new row is written where <c>write_mask</c> says, unused rows are hidden by a bias. All shapes are fixed, so
/// DirectML runs the step as one compiled graph and the buffers stay on the device. The text layers take <c>attention_bias</c> (unused rows and the
/// shifted key mask), the decoder layers <c>decoder_bias</c> (unused rows only): equal while no pad is inside a row.
/// </summary>
internal sealed class MaskedCache(LayerWriter layers) : ISelfAttentionCache
{
    private readonly GraphBuilder _graph = layers.Graph;
    private Value _write;
    private Value _textBias;
    private Value _decoderBias;

    public Value? ContextBias { get; private set; }

    public void Inputs()
    {
        _write = _graph.Input("write_mask", OnnxType.Bool, "B", 1, "C", 1);
        _textBias = _graph.Input("attention_bias", OnnxType.Float, "B", 1, 1, "C");
        _decoderBias = _graph.Input("decoder_bias", OnnxType.Float, "B", 1, 1, "C");
        ContextBias = _graph.Input("context_bias", OnnxType.Float, "R", 1, 1, "N");
    }

    public Value Attend(Value q, Value k, Value v, CachedLayer layer)
    {
        Value keys = Store("k", k, layer), values = Store("v", v, layer);
        Value attended = layers.Attend(Heads(q, layer), _graph.Transpose(keys, 0, 1, 3, 2), values, layer.Heads * layer.HeadSize, layer.IsText ? _textBias : _decoderBias);
        return attended;
    }

    private Value Store(string name, Value row, CachedLayer layer)
    {
        Value past = _graph.Input($"past.{name}.{layer.Index}", OnnxType.Float, "B", layer.Heads, "C", layer.HeadSize);
        Value present = _graph.Add("Where", [_write, Heads(row, layer), past]);
        _graph.Output($"present.{name}.{layer.Index}", present, OnnxType.Float, "B", layer.Heads, "C", layer.HeadSize);
        return present;
    }

    // One position: [B, 1, D] to [B, heads, 1, head size] needs no transposition.
    private Value Heads(Value row, CachedLayer layer) => _graph.Reshape(row, 0, layer.Heads, 1, layer.HeadSize);
}
