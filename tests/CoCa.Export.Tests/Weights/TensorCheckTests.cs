using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Weights;

public sealed class TensorCheckTests
{
    private static readonly CoCaConfig s_config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")));

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        MemoryTensors tensors = MemoryTensors.Random(s_config, 1);
        tensors.Remove("visual.proj");
        tensors.Remove("text.cls_emb");
        tensors.Set("visual.ln_post.bias", new float[48], 48);
        tensors.Set("visual.head.weight", new float[4], 2, 2);
        var e = Assert.Throws<InvalidInputException>(() => new ExportedModel(tensors, s_config, Precision.Fp32));
        Assert.Contains("4 of its tensors", e.Message);
        Assert.Contains("visual.proj: expected [32, 32], got nothing", e.Message);
        Assert.Contains("text.cls_emb: expected [32], got nothing", e.Message);
        Assert.Contains("visual.ln_post.bias: expected [32], got [48]", e.Message);
        Assert.Contains("visual.head.weight: not expected, got [2, 2]", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Buffers_that_releases_stored_are_let_be()
    {
        MemoryTensors tensors = MemoryTensors.Random(s_config, 1);
        tensors.Set("text.attn_mask", new float[17 * 17], 17, 17);
        tensors.Set("text_decoder.attn_mask", new float[16 * 16], 16, 16);
        tensors.Set("attn_mask", new float[4], 2, 2);
        tensors.Set("logit_bias", [0]);
        using var model = new ExportedModel(tensors, s_config, Precision.Fp32);
        Assert.Contains("image", model.Bundle.Manifest.Graphs.Keys);
    }
}
