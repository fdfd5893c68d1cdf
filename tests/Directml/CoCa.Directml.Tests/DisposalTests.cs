using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;

namespace CoCa.Directml.Tests;

public sealed class DisposalTests
{
    [Fact]
    public void What_is_left_of_a_disposed_model_throws_and_can_still_be_freed()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        for (int round = 0; round < 2; round++)
        {
            CoCaModel model = Gpu.Open("openclip");
            ImageFeatures features = model.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Tokens);
            GenerationRun run = model.Captioner.Start(features.AllTokens, 3, recorded.Options);
            Assert.True(run.Step());
            model.Dispose();
            Assert.Throws<ObjectDisposedException>(() => model.ImageEncoder.Encode(features, 3));
            Assert.Throws<ObjectDisposedException>(() => run.Step());
            run.Dispose();
            features.Dispose();
        }
        // The device is as good as before.
        using CoCaModel next = Gpu.Open("openclip");
        using ImageFeatures again = next.ImageEncoder.Encode(recorded.Io.Floats("in.images"), 3, ImageOutputs.Embedding);
        float[] expected = recorded.Io.Floats("out.image_features");
        for (int e = 0; e < next.ImageEncoder.Layout.Embed; e++) Assert.Equal(expected[e], again.Embedding(0)[e], 1e-4);
    }
}
