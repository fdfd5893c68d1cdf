using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Graphs;

/// <summary>
/// <c>decoder</c> and <c>decoder_masked</c>: token ids [B, S] with what earlier steps cached to the logits [B, V] of the last one. Text layers and
/// decoder layers follow each other; the caches count through both.
/// </summary>
internal static class DecoderGraph
{
    public static void Write(LayerWriter layers, CoCaConfig config, ISelfAttentionCache cache, GraphDimension steps)
    {
        GraphBuilder g = layers.Graph;
        TextConfig t = config.Text;
        MultimodalConfig m = config.Multimodal;
        Value ids = g.Input("ids", OnnxType.Int64, "B", steps), position = g.Input("position", OnnxType.Int64, steps);
        cache.Inputs();
        Value x = g.Plus(layers.Embed(ids, "text.token_embedding.weight"), layers.Embed(position, "text.positional_embedding"));
        for (int i = 0; i < t.Layers; i++)
            x = SelfAttention(layers, x, $"text.transformer.resblocks.{i}", t.Width, cache, new CachedLayer(i, t.Heads, t.Width / t.Heads, IsText: true));
        (Value, Value)? shapes = null;
        for (int i = 0; i < m.Layers; i++)
        {
            x = SelfAttention(layers, x, $"text_decoder.resblocks.{i}", m.Width, cache, new CachedLayer(t.Layers + i, m.Heads, m.Width / m.Heads, IsText: false));
            x = CrossAttention(layers, x, m, i, cache, ref shapes);
        }
        Value last = steps.Symbol is null ? x : g.Slice(x, 1, -1);
        Value logits = layers.Linear(layers.Norm(g.Reshape(last, -1, m.Width), "text_decoder.ln_final"), layers.Weights.Projection("text_decoder.text_projection"));
        g.Output("logits", logits, OnnxType.Float, "B", m.VocabularySize);
    }

    private static Value SelfAttention(LayerWriter layers, Value x, string prefix, int width, ISelfAttentionCache cache, CachedLayer layer)
    {
        Value qkv = layers.Linear(layers.Norm(x, $"{prefix}.ln_1"), layers.Weights.Attention($"{prefix}.attn", layer.Heads, AttentionParts.All));
        Value[] parts = layers.Graph.Split(qkv, -1, width, width, width);
        return layers.FeedForward(layers.AddAttended(x, cache.Attend(parts[0], parts[1], parts[2], layer), prefix), prefix);
    }

    // Keys and values [R, ..], one set a picture. The B / R rows of a picture (beams) stand together and become queries of one attention: its keys are
    // read once, by a product of many rows instead of many products of one.
    private static Value CrossAttention(LayerWriter layers, Value x, MultimodalConfig m, int layer, ISelfAttentionCache cache, ref (Value Grouped, Value Rows)? shapes)
    {
        GraphBuilder g = layers.Graph;
        string prefix = $"text_decoder.cross_attn.{layer}";
        long size = m.Width / m.Heads;
        Value keys = g.Input($"cross.k.{layer}", OnnxType.Float, "R", m.Heads, size, "N");
        Value values = g.Input($"cross.v.{layer}", OnnxType.Float, "R", m.Heads, "N", size);
        // Constants as soon as R, B and S are fixed.
        (Value grouped, Value rows) = shapes ??= (
            g.Add("Concat", [g.Add("Shape", [keys], new NodeAttribute("start", 0), new NodeAttribute("end", 1)), g.Integers(-1, m.Heads, size)], new NodeAttribute("axis", 0)),
            g.Add("Shape", [x]));
        Value queries = layers.Linear(layers.Norm(x, $"{prefix}.ln_1"), layers.Weights.Attention($"{prefix}.attn", m.Heads, AttentionParts.Queries));
        Value split = g.Transpose(g.Add("Reshape", [queries, grouped]), 0, 2, 1, 3);
        Value attended = g.Add("Reshape", [layers.Attend(split, keys, values, m.Width, cache.ContextBias), rows]);
        Dense output = layers.Weights.OutputBehindNormedValues($"{prefix}.attn", $"{prefix}.ln_1_kv", $"{prefix}.ls_1.gamma");
        return layers.FeedForward(g.Plus(x, layers.Linear(attended, output)), prefix);
    }
}
