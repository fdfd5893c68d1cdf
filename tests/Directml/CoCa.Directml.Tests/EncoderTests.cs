using CoCa.Core.Bundles;
using CoCa.Inference;
using CoCa.Inference.Encoding;

namespace CoCa.Directml.Tests;

public sealed class EncoderTests
{
    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Int8)]
    public void Pictures_that_follow_each_other_in_the_same_buffers_are_all_seen(Precision precision)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = Gpu.Open("openclip", precision);
        float[] pixels = recorded.Io.Floats("in.images");
        int size = model.ImageEncoder.Layout.Pixels;
        using ImageFeatures together = model.ImageEncoder.Encode(pixels, 3, ImageOutputs.Embedding);
        using ImageFeatures alone = model.ImageEncoder.CreateFeatures(1, ImageOutputs.Embedding);
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 3; i++)
            {
                model.ImageEncoder.Encode(pixels.AsSpan(i * size, size), 1, alone);
                for (int e = 0; e < model.ImageEncoder.Layout.Embed; e++) Assert.Equal(together.Embedding(i)[e], alone.Embedding(0)[e], 1e-5);
            }
        }
    }
}
