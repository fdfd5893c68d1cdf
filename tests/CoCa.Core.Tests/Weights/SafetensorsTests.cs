using CoCa.Core.Weights;

namespace CoCa.Core.Tests.Weights;

public sealed class SafetensorsTests
{
    [Fact]
    public void The_reference_weights_are_listed_with_their_shapes()
    {
        using TensorFile file = TensorFile.Open(TestData.Fixture("coca", "openclip", "model.safetensors"));
        Assert.Equal("[256, 32]", file.Info("visual.attn_pool.query").ShapeText);
        Assert.Equal(256 * 32, file.Floats("visual.attn_pool.query").Length);
        Assert.Empty(file.Info("logit_scale").Shape);
        Assert.Single(file.Floats("logit_scale"));
    }
}
