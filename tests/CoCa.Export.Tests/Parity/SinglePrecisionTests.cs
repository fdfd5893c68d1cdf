using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Parity;

/// <summary>fp32 graphs against the numbers of the reference implementation.</summary>
public sealed class SinglePrecisionTests
{
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Names => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Image_outputs_equal_the_reference(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.FolderOf(name));
        Dictionary<string, Tensor> outputs = model.Run("image", ("pixels", Ort.Of(io["in.images"])));
        Near(io["out.trunk_tokens"], outputs["trunk"]);
        Near(io["out.image_features_raw"], outputs["features"]);
        Near(io["out.image_features"], outputs["embedding"]);
        Near(io["out.image_tokens"], outputs["tokens"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_outputs_equal_the_reference(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.FolderOf(name));
        Dictionary<string, Tensor> outputs = model.Run("text", ("ids", Ort.Of(io.Longs("in.text"), io.Shape("in.text"))));
        Near(io["out.text_tokens"], outputs["tokens"]);
        Near(io["out.text_features_raw"], outputs["features"]);
        Near(io["out.text_features"], outputs["embedding"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_cut_behind_its_first_pad_has_the_same_features(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.FolderOf(name));
        (int rows, int length) = ((int)io.Shape("in.text")[0], (int)io.Shape("in.text")[1]);
        for (int r = 0; r < rows; r++)
        {
            long[] ids = io.Longs("in.text")[(r * length)..((r + 1) * length)];
            int real = ids.TakeWhile(id => id != 0).Count(), kept = Math.Min(real + 1, length);
            Dictionary<string, Tensor> outputs = model.Run("text", ("ids", Ort.Of(ids[..kept], 1, kept)));
            Near(io["out.text_features_raw"].Rows(r, 1), outputs["features"]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decoding_step_by_step_gives_the_logits_of_the_reference(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.FolderOf(name));
        (int rows, int length) = ((int)io.Shape("in.text")[0], (int)io.Shape("in.text")[1]);
        Tensor expected = io["out.logits"];
        foreach (string graph in (string[])["decoder", "decoder_masked"])
        {
            using var loop = new DecoderLoop(model, io["out.image_tokens"], rows, length);
            for (int p = 0; p < length - 1; p++)
                Near(At(expected, p), loop.Step(graph, io.Longs("in.text"), length, p, p + 1));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prompt_in_one_piece_gives_the_same_logits(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        if (!model.UsesGroupQuery) return;
        using var io = new Fixture(Fixture.FolderOf(name));
        (int rows, int length) = ((int)io.Shape("in.text")[0], (int)io.Shape("in.text")[1]);
        using var loop = new DecoderLoop(model, io["out.image_tokens"], rows, length);
        Near(At(io["out.logits"], 4), loop.Step("decoder", io.Longs("in.text"), length, 0, 5));
        for (int p = 5; p < length - 1; p++) Near(At(io["out.logits"], p), loop.Step("decoder", io.Longs("in.text"), length, p, p + 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_may_share_one_context(string name)
    {
        using var model = new ExportedModel(Fixture.FolderOf(name));
        using var io = new Fixture(Fixture.FolderOf(name));
        int length = (int)io.Shape("in.text")[1];
        long[] row = io.Longs("in.text")[..length];
        foreach (string graph in (string[])["decoder", "decoder_masked"])
        {
            using var loop = new DecoderLoop(model, io["out.image_tokens"].Rows(0, 1), 3, length);
            for (int p = 0; p < length - 1; p++)
            {
                Tensor logits = loop.Step(graph, [.. row, .. row, .. row], length, p, p + 1), expected = At(io["out.logits"], p).Rows(0, 1);
                for (int r = 0; r < 3; r++) Near(expected, logits.Rows(r, 1));
            }
        }
    }

    private static Tensor At(Tensor logits, int position)
    {
        (int rows, int length, int width) = ((int)logits.Shape[0], (int)logits.Shape[1], (int)logits.Shape[2]);
        return new Tensor([.. Enumerable.Range(0, rows).SelectMany(r => logits.Data.Skip(((r * length) + position) * width).Take(width))], [rows, width]);
    }

    private static void Near(Tensor expected, Tensor actual) => Assert.InRange(expected.Difference(actual), 0, Tolerance);
}
