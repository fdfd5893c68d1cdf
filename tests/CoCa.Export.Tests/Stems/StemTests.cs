using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Stems;

public sealed class StemTests
{
    private const string Small = """
        { "embed_dim": 8,
          "vision_cfg": { "image_size": 18, "layers": 0, "width": 16, "head_width": 8, "patch_size": 2, "no_ln_pre": true, "attentional_pool": true, "attn_pooler_queries": 3, "attn_pooler_heads": 2,
            "stem": { "output": "sum", "layers": [
              { "name": "a", "op": "conv2d", "input": "input", "in_channels": 3, "out_channels": 6, "kernel": 3, "stride": 2, "groups": 1, "pad": [0, 1, 0, 1], "activation": "relu6" },
              { "name": "b", "op": "conv2d", "input": "a", "in_channels": 6, "out_channels": 6, "kernel": 3, "stride": 1, "groups": 6, "pad": [1, 1, 1, 1], "activation": "relu6" },
              { "name": "c", "op": "conv2d", "input": "b", "in_channels": 6, "out_channels": 6, "kernel": 1, "stride": 1, "groups": 1, "pad": [0, 0, 0, 0], "activation": "none" },
              { "name": "sum", "op": "add", "inputs": ["a", "c"] },
              { "name": "unused", "op": "conv2d", "input": "sum", "in_channels": 6, "out_channels": 2, "kernel": 1, "stride": 1, "groups": 1, "pad": [0, 0, 0, 0], "activation": "none" } ] } },
          "text_cfg": { "context_length": 4, "vocab_size": 10, "width": 8, "heads": 1, "layers": 1 },
          "multimodal_cfg": { "context_length": 4, "vocab_size": 10, "width": 8, "heads": 1, "layers": 1 } }
        """;

    [Fact]
    public void A_stem_equals_direct_convolutions_and_its_map_is_cut_into_patches()
    {
        CoCaConfig config = CoCaConfig.Parse(System.Text.Encoding.UTF8.GetBytes(Small));
        MemoryTensors tensors = MemoryTensors.Random(config, 1);
        tensors.Set("visual.positional_embedding", new float[17 * 16], 17, 16);
        var random = new Random(2);
        var pixels = new Tensor([.. Enumerable.Range(0, 3 * 18 * 18).Select(_ => (float)((random.NextDouble() * 4) - 2))], [1, 3, 18, 18]);
        // The map is 9 x 9; patches of 2 leave its last row and column unused. A patch embedding is a convolution as well.
        Tensor map = DirectConvolution.Run(config.Vision.Stem!, tensors, pixels);
        Assert.Equal([1, 6, 9, 9], map.Shape);
        using var embedding = new MemoryTensors();
        embedding.Set("visual.stem.patch.weight", tensors.Floats("visual.conv1.weight"), 16, 6, 2, 2);
        embedding.Set("visual.stem.patch.bias", new float[16], 16);
        var patch = new ConvLayer { Name = "patch", Inputs = ["input"], IsConvolution = true, InChannels = 6, OutChannels = 16, Kernel = 2, Stride = 2 };
        Tensor expected = DirectConvolution.Run(new ConvStem { Layers = [patch], Output = "patch" }, embedding, map);

        using var model = new ExportedModel(tensors, config, Precision.Fp32);
        Tensor trunk = model.Run("image", ("pixels", Ort.Of(pixels)))["trunk"];
        Assert.Equal([1, 17, 16], trunk.Shape);
        for (int p = 0; p < 16; p++)
            for (int c = 0; c < 16; c++)
                Assert.Equal(expected.Data[(c * 16) + p], trunk.Data[((p + 1) * 16) + c], 1e-5f);
    }

    [Fact]
    public void The_backbone_as_a_stem_knows_plain_photographs()
    {
        string folder = TestData.Require("data", "backbones");
        CoCaConfig config = Backbone.Config(folder, width: 1280);
        using TensorFile file = TensorFile.Open(Path.Combine(folder, "mobilenet_v2_100_224.safetensors"));
        using var model = new ExportedModel(Backbone.Tensors(config, file), config, Precision.Fp32);
        string[] classes = File.ReadAllLines(Path.Combine(folder, "imagenet_classes.txt"));
        float[] weight = file.Floats("conv52.weight"), bias = file.Floats("conv52.bias");
        int known = 0, all = 0;
        foreach ((string label, Tensor pixels) in Photographs.Of(TestData.Require("data", "labels-val.tar"), Backbone.Known))
        {
            Tensor trunk = model.Run("image", ("pixels", Ort.Of(pixels)))["trunk"];
            float[] mean = new float[1280];
            for (int i = 1280; i < trunk.Data.Length; i++) mean[i % 1280] += trunk.Data[i] / 49;
            var scores = Enumerable.Range(0, 1000).Select(c => (Score: bias[c] + mean.Select((v, i) => v * weight[(c * 1280) + i]).Sum(), Name: classes[c]));
            if (scores.OrderByDescending(s => s.Score).Take(5).Any(s => s.Name == label)) known++;
            all++;
        }
        Assert.InRange(all, 10, 200);
        Assert.InRange((double)known / all, 0.75, 1);
    }
}
