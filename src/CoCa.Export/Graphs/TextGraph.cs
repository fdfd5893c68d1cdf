using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>
/// <c>text</c>: ids [B, M] to the text's feature and tokens. The class position follows the last id but always takes the positional row L,
/// and sees no key behind a row's first pad; so ids may be cut behind the longest row's first pad, and the features stay exactly the same.
/// </summary>
internal static class TextGraph
{
    public static void Write(LayerWriter layers, CoCaConfig config)
    {
        GraphBuilder g = layers.Graph;
        TextConfig t = config.Text;
        Value ids = g.Input("ids", OnnxType.Int64, "B", "M");
        // Shapes that depend on M: constants as soon as M is fixed.
        Value length = g.Add("Shape", [ids], new NodeAttribute("start", 1), new NodeAttribute("end", 2));
        Value lengthAndOne = g.Plus(length, g.Integers(1));

        Value positions = g.Floats("text.positional_embedding/tokens", () => layers.Weights.Floats("text.positional_embedding")[..(t.ContextLength * t.Width)], t.ContextLength, t.Width);
        Value rows = g.Add("Concat", [FirstRows(g, positions, 0, length), g.Floats("text.cls_emb+position", () => ClassRow(layers, t), 1, t.Width)], new NodeAttribute("axis", 0));
        Value x = g.Plus(g.Pad(layers.Embed(ids, "text.token_embedding.weight"), 0, 0, 0, 0, 1, 0), rows);

        Value causal = g.Floats("text.causal_mask", () => CausalMask.Make(t.ContextLength + 1), t.ContextLength + 1, t.ContextLength + 1);
        causal = FirstRows(g, FirstRows(g, causal, 0, lengthAndOne), 1, lengthAndOne);
        // The reference's mask is shifted by one against the sequence: key j + 1 is visible if id j is no pad.
        Value isPad = g.Add("Equal", [ids, g.Integers(t.PadId)]);
        Value hidden = g.Add("Where", [isPad, g.Scalar(CausalMask.Hidden), g.Scalar(0)]);
        Value bias = g.Plus(causal, g.Reshape(g.Pad(hidden, 0, 1, 0, 0), 0, 1, 1, -1));

        for (int i = 0; i < t.Layers; i++) x = layers.Block(x, $"text.transformer.resblocks.{i}", t.Width, t.Heads, packed: true, bias);
        Value last = g.Reshape(g.Slice(x, 1, -1), -1, t.Width);
        Value features = layers.LinearExact(layers.Norm(last, "text.ln_final"), layers.Weights.Projection("text.text_projection"));
        new ImageReadout(layers, config).OutputFeatures(features);
        g.Output("tokens", g.Slice(x, 1, 0, -1), OnnxType.Float, "B", "M", t.Width);
    }

    private static Value FirstRows(GraphBuilder g, Value x, long axis, Value count) => g.Add("Slice", [x, g.Integers(0), count, g.Integers(axis)]);

    private static float[] ClassRow(LayerWriter layers, TextConfig t)
    {
        float[] row = layers.Weights.Floats("text.cls_emb"), positions = layers.Weights.Floats("text.positional_embedding");
        for (int i = 0; i < row.Length; i++) row[i] += positions[(t.ContextLength * t.Width) + i];
        return row;
    }
}
