using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Parity;

/// <summary>A window of frames pooled out of each frame's partials equals the reference, which pools all tokens of all frames at once.</summary>
public sealed class VideoTests
{
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Names => [.. TestData.List("fixtures", "video").Union(["openclip"]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Merged_partials_equal_the_offline_pooler(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.VideoOf(name));
        int frames = (int)io.Shape("in.frames")[0];
        Dictionary<string, Tensor> each = model.Run("image", ("pixels", Ort.Of(io["in.frames"])));
        Near(io["out.tokens"], each["trunk"]);
        Near(io["out.frame_features_raw"], each["features"]);
        Near(io["out.frame_features"], each["embedding"]);
        foreach ((int to, string suffix) in ((int, string)[])[(frames, ""), (frames / 2, ".half")])
        {
            Dictionary<string, Tensor> pooled = model.Run("pool", ("merged", Ort.Of(Merge(each, "contrastive", 0, to))));
            Near(io[$"out.video_features_raw{suffix}"], pooled["features"]);
            Near(io[$"out.video_features{suffix}"], pooled["embedding"]);
            Near(io[$"out.video_tokens{suffix}"], model.Run("pool_tokens", ("merged", Ort.Of(Merge(each, "generative", 0, to))))["tokens"]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pooling_one_frame_again_gives_what_the_image_graph_gave(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.VideoOf(name));
        Dictionary<string, Tensor> each = model.Run("image", ("pixels", Ort.Of(io["in.frames"].Rows(0, 1))));
        Near(each["features"], model.Run("pool", ("merged", Ort.Of(Merge(each, "contrastive", 0, 1))))["features"]);
        Near(each["tokens"], model.Run("pool_tokens", ("merged", Ort.Of(Merge(each, "generative", 0, 1))))["tokens"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_action_head_equals_the_reference_on_every_window(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.VideoOf(name));
        using var head = new ExportedHead(Fixture.VideoOf(name));
        Tensor trunk = io["out.tokens"];
        Dictionary<string, Tensor> each = head.Run(("tokens", Ort.Of(trunk)));
        long[] windows = io.Longs("in.windows");
        for (int w = 0; w < windows.Length / 2; w++)
        {
            (int from, int to) = ((int)windows[2 * w], (int)windows[(2 * w) + 1]);
            Dictionary<string, Tensor> whole = head.Run(("tokens", Ort.Of(trunk.Rows(from, to - from).Reshape(1, (to - from) * trunk.Shape[1], trunk.Shape[2]))));
            Dictionary<string, Tensor> merged = head.RunMerged(Merge(each, "action", from, to));
            foreach (Dictionary<string, Tensor> outputs in (Dictionary<string, Tensor>[])[whole, merged])
            {
                Near(io["out.action_logits"].Rows(w, 1), outputs["logits"]);
                Near(io["out.action_probs"].Rows(w, 1), outputs["probabilities"]);
            }
        }
    }

    [Fact]
    public void A_cascade_of_one_frame_reads_its_merged_tokens()
    {
        using var model = new ExportedModel(Fixture.FolderOf("cascade"));
        using var io = new Fixture(Fixture.FolderOf("cascade"));
        Dictionary<string, Tensor> each = model.Run("image", ("pixels", Ort.Of(io["in.images"].Rows(0, 1))));
        Tensor merged = Merge(each, "generative", 0, 1);
        Near(io["out.image_features_raw"].Rows(0, 1), model.Run("pool", ("merged", Ort.Of(merged)))["features"]);
        Near(io["out.image_tokens"].Rows(0, 1), model.Run("pool_tokens", ("merged", Ort.Of(merged)))["tokens"]);
    }

    private static Tensor Merge(Dictionary<string, Tensor> each, string pooler, int from, int to) =>
        Window.Merge(each[$"{pooler}.m"], each[$"{pooler}.l"], each[$"{pooler}.o"], from, to);

    private static void Near(Tensor expected, Tensor actual) => Assert.InRange(expected.Difference(actual), 0, Tolerance);
}
