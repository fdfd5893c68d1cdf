using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>
/// <c>context</c>: image tokens [B, N, D] to the keys and values of every decoder layer's cross-attention, computed once per picture or window. The layers' norms over
/// the tokens differ only in gain and shift, which are folded into the projections: one norm and one large product serve all layers.
/// </summary>
internal static class ContextGraph
{
    public static void Write(LayerWriter layers, CoCaConfig config)
    {
        GraphBuilder g = layers.Graph;
        MultimodalConfig m = config.Multimodal;
        Value tokens = g.ToReal(g.Input("tokens", OnnxType.Float, "B", "N", m.Width));
        Value normed = layers.Normalise(tokens, m.Width);
        Value all = layers.Linear(normed, layers.Weights.NormedKeysAndValues("text_decoder.cross_attn/keys+values",
            [.. Enumerable.Range(0, m.Layers).Select(i => ($"text_decoder.cross_attn.{i}.attn", $"text_decoder.cross_attn.{i}.ln_1_kv"))]));
        Value[] parts = g.Split(all, -1, [.. Enumerable.Repeat((long)m.Width, 2 * m.Layers)]);
        long size = m.Width / m.Heads;
        for (int i = 0; i < m.Layers; i++)
        {
            g.Output($"cross.k.{i}", g.ToFloat(layers.SplitHeads(parts[2 * i], m.Heads, m.Width, transposed: true)), OnnxType.Float, "B", m.Heads, size, "N");
            g.Output($"cross.v.{i}", g.ToFloat(layers.SplitHeads(parts[(2 * i) + 1], m.Heads, m.Width)), OnnxType.Float, "B", m.Heads, "N", size);
        }
    }
}
