using CoCa.Core.Configuration;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>
/// <c>rearrange</c>: row r of every cache of <c>decoder_masked</c> becomes what row <c>parents</c>[r] was. For beams on a GPU, where only a graph can copy
/// the device's memory.
/// </summary>
internal static class RearrangeGraph
{
    public static void Write(GraphBuilder g, CoCaConfig config)
    {
        (TextConfig t, MultimodalConfig m) = (config.Text, config.Multimodal);
        Value parents = g.Input("parents", OnnxType.Int64, "B");
        for (int i = 0; i < t.Layers + m.Layers; i++)
        {
            (int heads, int width) = i < t.Layers ? (t.Heads, t.Width) : (m.Heads, m.Width);
            foreach (string kind in (string[])["k", "v"])
            {
                Value past = g.Input($"past.{kind}.{i}", OnnxType.Float, "B", heads, "C", width / heads);
                g.Output($"present.{kind}.{i}", g.Gather(past, parents), OnnxType.Float, "B", heads, "C", width / heads);
            }
        }
    }
}
