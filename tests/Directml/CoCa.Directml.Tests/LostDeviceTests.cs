using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;

namespace CoCa.Directml.Tests;

/// <summary>A process has one device: nothing else may run while it is lost.</summary>
[CollectionDefinition(nameof(LostDeviceTests), DisableParallelization = true)]
[Collection(nameof(LostDeviceTests))]
public sealed class LostDeviceTests
{
    [Fact]
    public void A_lost_device_is_said_and_a_model_opened_anew_gives_the_same()
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        float[] picture = recorded.Io.Floats("in.images")[..(recorded.Io.Floats("in.images").Length / 3)];
        string adapter = Gpu.Adapter.Name;
        float[] before;
        using (CoCaModel model = Gpu.Open("openclip"))
        {
            using ImageFeatures features = model.ImageEncoder.Encode(picture, 1, ImageOutputs.Embedding | ImageOutputs.Tokens);
            before = features.Embedding(0).ToArray();
            using GenerationRun run = model.Captioner.Start(features.AllTokens, 1, recorded.Options);
            run.Step();

            Direct3D.RemoveDevice();

            DeviceLostException error = Assert.Throws<DeviceLostException>(() => model.ImageEncoder.Encode(features, 1));
            Assert.Contains(adapter, error.Message, StringComparison.Ordinal);
            Assert.Throws<DeviceLostException>(() => run.Step());
        }
        using CoCaModel again = Gpu.Open("openclip");
        using ImageFeatures after = again.ImageEncoder.Encode(picture, 1, ImageOutputs.Embedding);
        Assert.Equal(before, after.Embedding(0).ToArray());
    }
}
