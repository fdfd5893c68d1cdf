using CoCa.Core.Configuration;
using CoCa.Export.Tests.Running;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Parity;

public sealed class RearrangeTests
{
    [Fact]
    public void Every_cache_row_becomes_its_parent_or_zeros()
    {
        const int capacity = 2;
        using var model = new ExportedModel(Fixture.FolderOf("openclip"));
        (TextConfig t, MultimodalConfig m) = (model.Config.Text, model.Config.Multimodal);
        var inputs = new List<(string, OrtValue)> { ("parents", Ort.Of([2L, 0, 0], 3)), ("keep", Ort.Of([true, true, false], 3, 1, 1, 1)) };
        for (int i = 0; i < t.Layers + m.Layers; i++)
        {
            (int heads, int width) = i < t.Layers ? (t.Heads, t.Width) : (m.Heads, m.Width);
            foreach (string kind in (string[])["k", "v"])
            {
                // Row 1 is nobody's parent, and what is no number must not get through.
                float[] past = [.. Enumerable.Range(0, 3 * capacity * width).Select(n => n / (capacity * width) == 1 ? float.NaN : n)];
                inputs.Add(($"past.{kind}.{i}", Ort.Of(past, 3, heads, capacity, width / heads)));
            }
        }
        Dictionary<string, Tensor> present = model.Run("rearrange", [.. inputs]);
        Assert.Equal(2 * (t.Layers + m.Layers), present.Count);
        foreach (Tensor rows in present.Values)
        {
            int row = rows.Data.Length / 3;
            Assert.Equal(Enumerable.Range(0, row).Select(n => (float)(n + (2 * row))), rows.Data[..row]);
            Assert.Equal(Enumerable.Range(0, row).Select(n => (float)n), rows.Data[row..(2 * row)]);
            Assert.All(rows.Data[(2 * row)..], x => Assert.Equal(0, x));
        }
    }
}
