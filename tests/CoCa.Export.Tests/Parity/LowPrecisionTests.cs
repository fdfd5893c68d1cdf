using CoCa.Core.Bundles;
using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Parity;

/// <summary>fp16 and int8 graphs against the numbers of the reference.</summary>
public sealed class LowPrecisionTests
{
    public static TheoryData<string> Names => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Half_precision_is_within_its_rounding(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name), Precision.Fp16);
        using var io = new Fixture(Fixture.FolderOf(name));
        Dictionary<string, Tensor> image = model.Run("image", ("pixels", Ort.Of(io["in.images"])));
        Close(io["out.trunk_tokens"], image["trunk"]);
        Close(io["out.image_features_raw"], image["features"]);
        Close(io["out.image_features"], image["embedding"]);
        Close(io["out.image_tokens"], image["tokens"]);
        Assert.InRange(io["out.image_features"].Cosine(image["embedding"]), 0.999, 1.0001);
        Dictionary<string, Tensor> text = model.Run("text", ("ids", Ort.Of(io.Longs("in.text"), io.Shape("in.text"))));
        Close(io["out.text_tokens"], text["tokens"]);
        Close(io["out.text_features_raw"], text["features"]);
        Assert.InRange(io["out.text_features"].Cosine(text["embedding"]), 0.999, 1.0001);
        foreach (string graph in (string[])["decoder", "decoder_masked"]) Close(io["out.logits"], Logits.Of(model, io, graph));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Int8_embeddings_point_where_the_reference_does(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name), Precision.Int8);
        using var io = new Fixture(Fixture.FolderOf(name));
        long length = io.Shape("in.text")[1];
        for (int r = 0; r < 3; r++)
        {
            Dictionary<string, Tensor> image = model.Run("image", ("pixels", Ort.Of(io["in.images"].Rows(r, 1))));
            Assert.InRange(io["out.image_features"].Rows(r, 1).Cosine(image["embedding"]), 0.99, 1.0001);
            long[] ids = io.Longs("in.text")[(int)(r * length)..(int)((r + 1) * length)];
            Dictionary<string, Tensor> text = model.Run("text", ("ids", Ort.Of(ids, 1, length)));
            Assert.InRange(io["out.text_features"].Rows(r, 1).Cosine(text["embedding"]), 0.99, 1.0001);
        }
        foreach (string graph in (string[])["decoder", "decoder_masked"])
            Assert.InRange(io["out.logits"].Cosine(Logits.Of(model, io, graph)), 0.98, 1.0001);
    }

    [Fact]
    public void Int8_graphs_whose_scale_spans_the_batch_say_so()
    {
        using var model = new ExportedModel(Fixture.FolderOf("openclip"), Precision.Int8);
        IReadOnlyDictionary<string, GraphInfo> graphs = model.Bundle.Manifest.Graphs;
        foreach (string name in (string[])["image", "text", "context", "pool_tokens"]) Assert.Equal("1", graphs[name].Attributes["batch"]);
        foreach (string name in (string[])["pool", "decoder", "decoder_masked"]) Assert.False(graphs[name].Attributes.ContainsKey("batch"));
    }

    // 5e-3 of the largest value.
    private static void Close(Tensor expected, Tensor actual) => Assert.InRange(expected.Difference(actual) / expected.Largest, 0, 5e-3);
}
