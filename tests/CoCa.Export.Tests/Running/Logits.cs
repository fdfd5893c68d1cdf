namespace CoCa.Export.Tests.Running;

/// <summary>The logits of a fixture's texts, decoded one position after the other with the recorded image tokens.</summary>
internal static class Logits
{
    /// <summary>[rows, L - 1, V].</summary>
    public static Tensor Of(ExportedModel model, Fixture io, string graph)
    {
        (int rows, int length) = ((int)io.Shape("in.text")[0], (int)io.Shape("in.text")[1]);
        int vocabulary = model.Config.Multimodal.VocabularySize;
        float[] all = new float[rows * (length - 1) * vocabulary];
        using var loop = new DecoderLoop(model, io["out.image_tokens"], rows, length);
        for (int p = 0; p < length - 1; p++)
        {
            Tensor logits = loop.Step(graph, io.Longs("in.text"), length, p, p + 1);
            for (int r = 0; r < rows; r++) logits.Data.AsSpan(r * vocabulary, vocabulary).CopyTo(all.AsSpan(((r * (length - 1)) + p) * vocabulary));
        }
        return new Tensor(all, [rows, length - 1, vocabulary]);
    }
}
