using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Training.Model;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>Position embeddings for pictures of another size.</summary>
public sealed class PositionGridTests
{
    [Fact]
    public void The_values_are_torch_s_bilinear_ones()
    {
        // torch.nn.functional.interpolate([[0, 1], [2, 3]], size=(4, 4), mode="bilinear", align_corners=False)
        float[] expected = [9, 0, 0.25f, 0.75f, 1, 0.5f, 0.75f, 1.25f, 1.5f, 1.5f, 1.75f, 2.25f, 2.5f, 2, 2.25f, 2.75f, 3];
        Assert.Equal(expected, PositionGrid.Resize([9, 0, 1, 2, 3], 2, 2, 4, 4, 1));
    }

    [Fact]
    public void The_same_grid_gives_the_same_values()
    {
        float[] rows = [.. Enumerable.Range(0, (1 + (3 * 5)) * 2).Select(i => MathF.Sin(i))];
        Assert.Equal(rows, PositionGrid.Resize(rows, 3, 5, 3, 5, 2));
    }

    [Fact]
    public void A_trained_model_goes_on_at_twice_the_size()
    {
        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        string folder = TestData.Fixture("coca", "openclip");
        CoCaConfig small = CoCaConfig.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        CoCaConfig large = small with { Vision = small.Vision with { ImageHeight = small.Vision.ImageHeight * 2, ImageWidth = small.Vision.ImageWidth * 2 } };
        using CoCaNetwork network = new(large), original = new(small);
        using TensorFile weights = TensorFile.Open(Path.Combine(folder, "model.safetensors"));
        NetworkWeights.Load(network, weights);
        NetworkWeights.Load(original, weights);
        int side = large.Vision.GridHeight;
        Assert.Equal(small.Vision.GridHeight * 2, side);
        Assert.Equal([2, 1 + ((long)side * side), large.Vision.Width], network.Trunk(randn([2, 3, large.Vision.ImageHeight, large.Vision.ImageWidth])).shape);
        // All but the positions is as it was, so a text means what it meant.
        Tensor ids = tensor(new long[] { 1, 5, 7, 2 }, [1, 4]);
        Assert.Equal(0, (network.EncodeTexts(ids).Features - original.EncodeTexts(ids).Features).abs().max().item<float>());
    }
}
