using System.Numerics.Tensors;
using CoCa.Core.Bundles;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests;

/// <summary>What half and 8-bit precision cost, through the whole of the library.</summary>
public sealed class PrecisionTests
{
    public static TheoryData<string> Models => [.. RecordedModel.Names];

    [Theory, MemberData(nameof(Models))]
    public void Half_precision_stays_near_the_reference(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name, Precision.Fp16);
        using ImageFeatures images = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Embedding | ImageOutputs.Features | ImageOutputs.Tokens);
        TextFeatures texts = model.TextEncoder.Encode(recorded.Io.Longs("in.text"), 3);
        long[] ids = [.. recorded.IdRows("in.text").SelectMany(row => row[..^1])];
        Near(recorded, "out.image_tokens", images.AllTokens);
        Near(recorded, "out.logits", model.Captioner.Logits(recorded.Io.Floats("out.image_tokens"), 3, ids));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(Cosine(recorded, "out.image_features", i, images.Embedding(i)) >= 0.999);
            Assert.True(Cosine(recorded, "out.text_features", i, texts.Embedding(i)) >= 0.999);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Eight_bits_keep_embeddings_and_give_captions(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name, Precision.Int8);
        using ImageFeatures images = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Embedding | ImageOutputs.Tokens);
        TextFeatures texts = model.TextEncoder.Encode(recorded.Io.Longs("in.text"), 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(Cosine(recorded, "out.image_features", i, images.Embedding(i)) >= 0.99);
            Assert.True(Cosine(recorded, "out.text_features", i, texts.Embedding(i)) >= 0.99);
        }
        foreach (GeneratedCaption caption in model.Captioner.Generate(images, recorded.Options)) Assert.True(caption.Ids.Count >= recorded.MinLength);
    }

    [Theory, MemberData(nameof(Models))]
    public void An_eight_bit_picture_is_the_same_in_a_batch_of_eight(string name)
    {
        using RecordedModel recorded = RecordedModel.Open(name);
        using CoCaModel model = TestBundles.Open(name, Precision.Int8);
        Assert.False(model.Bundle.Manifest.Graphs["image"].Attributes.ContainsKey("batch"));
        float[] three = recorded.Io.Floats("in.images");
        int size = three.Length / 3;
        float[] eight = [.. Enumerable.Range(0, 8).SelectMany(i => three.Skip(i % 3 * size).Take(size).Select(p => p * (1 + i / 3)))];
        using ImageFeatures together = model.ImageEncoder.Encode(eight, 8, ImageOutputs.Embedding | ImageOutputs.Trunk);
        for (int i = 0; i < 8; i++)
        {
            using ImageFeatures alone = model.ImageEncoder.Encode(eight.AsSpan(i * size, size), 1, ImageOutputs.Embedding | ImageOutputs.Trunk);
            Assert.Equal(alone.Trunk(0), together.Trunk(i));
            // Sums over keys in the pooler are fp32, and their order goes by where a row begins in memory.
            Assert.True(TensorPrimitives.Distance(alone.Embedding(0), together.Embedding(i)) < 1e-6);
        }
    }

    [Fact]
    public void An_eight_bit_beam_does_not_depend_on_the_other_beams_of_its_step()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = TestBundles.Open("openclip", Precision.Int8);
        float[] tokens = recorded.Io.Floats("out.image_tokens");
        GenerationOptions options = recorded.Options with { KeepAllBeams = true };
        IReadOnlyList<GeneratedCaption> together = model.Captioner.Generate(tokens, 3, options);
        for (int i = 0; i < 3; i++)
        {
            GeneratedCaption alone = model.Captioner.Generate(tokens.AsSpan(i * tokens.Length / 3, tokens.Length / 3), 1, options)[0];
            Assert.Equal(together[i].Beams.Select(b => string.Join(' ', b.Ids)), alone.Beams.Select(b => string.Join(' ', b.Ids)));
        }
    }

    private static void Near(RecordedModel recorded, string tensor, ReadOnlySpan<float> actual)
    {
        float[] expected = recorded.Io.Floats(tensor);
        double limit = 5e-3 * TensorPrimitives.MaxMagnitude<float>(expected), worst = 0;
        for (int i = 0; i < expected.Length; i++) worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        Assert.True(worst <= Math.Abs(limit), $"{tensor}: {worst}, allowed {limit}");
    }

    private static double Cosine(RecordedModel recorded, string tensor, int row, ReadOnlySpan<float> actual) => TensorPrimitives.CosineSimilarity<float>(recorded.FloatRows(tensor)[row], actual);
}
