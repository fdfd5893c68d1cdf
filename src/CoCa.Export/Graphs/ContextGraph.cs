using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Graphs;

/// <summary>
/// <c>context</c>: image tokens [B, N, D] to the keys and values of every decoder layer's cross-attention, computed once per picture or window. The layers' norms over
/// the tokens differ only in gain and shift, which are folded into the projections: one norm serves all layers, and no bias is left.
/// </summary>
internal static class ContextGraph
{
    public static void Write(LayerWriter layers, CoCaConfig config)
    {
        GraphBuilder g = layers.Graph;
        MultimodalConfig m = config.Multimodal;
        Value tokens = g.Input("tokens", OnnxType.Float, "B", "N", m.Width);
        Value normed = layers.Normalise(tokens, m.Width);
        long size = m.Width / m.Heads;
        for (int i = 0; i < m.Layers; i++)
        {
            string prefix = $"text_decoder.cross_attn.{i}";
            Value keys = layers.Linear(normed, layers.Weights.NormedProjection($"{prefix}.attn", $"{prefix}.ln_1_kv", AttentionParts.Keys));
            Value values = layers.Linear(normed, layers.Weights.NormedProjection($"{prefix}.attn", $"{prefix}.ln_1_kv", AttentionParts.Values));
            g.Output($"cross.k.{i}", layers.SplitHeads(keys, m.Heads, m.Width, transposed: true), OnnxType.Float, "B", m.Heads, size, "N");
            g.Output($"cross.v.{i}", layers.SplitHeads(values, m.Heads, m.Width), OnnxType.Float, "B", m.Heads, "N", size);
        }
    }
}
