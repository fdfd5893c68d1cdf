using CoCa.Core.Configuration;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>
/// <c>rearrange</c>: row r of every cache of <c>decoder_masked</c> becomes what row <c>parents</c>[r] was, or zeros where <c>keep</c> says no, whatever was there. For a GPU, whose memory
/// only a graph can write.
/// </summary>
internal static class RearrangeGraph
{
    public static void Write(GraphBuilder g, CoCaConfig config)
    {
        (TextConfig t, MultimodalConfig m) = (config.Text, config.Multimodal);
        Value parents = g.Input("parents", OnnxType.Int64, "B");
        Value keep = g.Input("keep", OnnxType.Bool, "B", 1, 1, 1), zero = g.Constant(OnnxType.Float, [0f]);
        for (int i = 0; i < t.Layers + m.Layers; i++)
        {
            (int heads, int width) = i < t.Layers ? (t.Heads, t.Width) : (m.Heads, m.Width);
            foreach (string kind in (string[])["k", "v"])
            {
                Value past = g.Input($"past.{kind}.{i}", OnnxType.Float, "B", heads, "C", width / heads);
                g.Output($"present.{kind}.{i}", g.Add("Where", [keep, g.Gather(past, parents), zero]), OnnxType.Float, "B", heads, "C", width / heads);
            }
        }
    }
}
