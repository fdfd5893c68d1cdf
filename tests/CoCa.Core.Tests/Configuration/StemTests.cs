using System.Text;
using CoCa.Core.Configuration;

namespace CoCa.Core.Tests.Configuration;

public sealed class StemTests
{
    private const string Json = """
        {"embed_dim": 32, "vision_cfg": {"image_size": [24, 32], "patch_size": 4, "width": 32, "head_width": 16, "layers": 1, "attentional_pool": true, "stem": {"layers": [
        {"name": "a", "op": "conv2d", "input": "input", "out_channels": 8, "in_channels": 3, "kernel": 3, "stride": 2, "groups": 1, "pad": [0, 1, 0, 1], "activation": "relu6"},
        {"name": "b", "op": "conv2d", "input": "a", "out_channels": 8, "in_channels": 8, "kernel": 3, "stride": 1, "groups": 8, "pad": [1, 1, 1, 1], "activation": "none"},
        {"name": "c", "op": "add", "inputs": ["a", "b"]}], "output": "c"}}, "text_cfg": {"width": 32}, "multimodal_cfg": {"width": 32}}
        """;

    [Fact]
    public void The_grid_is_that_of_the_stems_feature_map()
    {
        VisionConfig vision = CoCaConfig.Parse(Encoding.UTF8.GetBytes(Json)).Vision;
        Assert.Equal((12, 16), vision.Stem!.OutputSize(24, 32));
        Assert.Equal((3, 4), (vision.GridHeight, vision.GridWidth));
    }

    [Fact]
    public void Padding_is_left_right_above_below()
        => Assert.Equal((26, 35), new ConvLayer { Name = "a", Inputs = ["input"], IsConvolution = true, Kernel = 3, Padding = [2, 3, 0, 4] }.OutputSize((24, 32)));

    [Theory]
    [InlineData("\"kernel\": 3, \"stride\": 2", "\"kernel\": 63, \"stride\": 2", "a has a kernel of 63 px over a feature map of 24x32")]
    [InlineData("\"pad\": [1, 1, 1, 1]", "\"pad\": [1, 1, 0, 0]", "c adds feature maps of 12x16 and 10x16")]
    [InlineData("[\"a\", \"b\"]", "[\"a\", \"d\"]", "c reads d")]
    [InlineData("\"output\": \"c\"", "\"output\": \"x\"", "output is x")]
    [InlineData("\"name\": \"b\"", "\"name\": \"a\"", "a is there twice")]
    [InlineData("\"groups\": 8", "\"groups\": 3", "divisible by groups, 3")]
    public void Layers_that_do_not_fit_together_are_refused(string from, string to, string expected)
    {
        Assert.Contains(from, Json, StringComparison.Ordinal);
        byte[] json = Encoding.UTF8.GetBytes(Json.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => CoCaConfig.Parse(json)).Message, StringComparison.Ordinal);
    }
}
