using System.Text;
using System.Text.Json.Nodes;
using CoCa.Core.Configuration;

namespace CoCa.Core.Tests.Configuration;

public sealed class UnsupportedKeysTests
{
    [Theory]
    [InlineData("vision_cfg", "pool_type", "\"avg\"")]
    [InlineData("vision_cfg", "pos_embed_type", "\"sin_cos_2d\"")]
    [InlineData("vision_cfg", "norm_kwargs", "{\"eps\":1E-06}")]
    [InlineData("vision_cfg", "qk_norm", "true")]
    [InlineData("text_cfg", "act_kwargs", "{\"approximate\":\"tanh\"}")]
    [InlineData("text_cfg", "no_causal_mask", "true")]
    [InlineData("text_cfg", "embed_cls", "false")]
    [InlineData("text_cfg", "proj_type", "\"none\"")]
    [InlineData("text_cfg", "block_type", "\"custom\"")]
    [InlineData("text_cfg", "text_arch", "\"modern\"")]
    public void A_variant_that_would_be_computed_wrongly_is_refused_by_its_key(string section, string key, string value)
    {
        InvalidInputException e = Assert.Throws<InvalidInputException>(() => Parse(section, key, value));
        Assert.Contains($"{section}.{key} is {value}, only", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vision_cfg", "pool_type", "\"tok\"")]
    [InlineData("vision_cfg", "patch_dropout", "0.5")]
    [InlineData("vision_cfg", "timm_model_name", "null")]
    [InlineData("vision_cfg", "final_ln_after_pool", "true")]
    [InlineData("text_cfg", "pool_type", "\"last\"")]
    [InlineData("text_cfg", "hf_model_name", "null")]
    [InlineData("text_cfg", "norm_kwargs", "{}")]
    [InlineData("text_cfg", "act_kwargs", "null")]
    [InlineData("multimodal_cfg", "n_queries", "5")]
    public void What_changes_nothing_is_passed_over(string section, string key, string value) => Assert.Equal(32, Parse(section, key, value).EmbedDim);

    private static CoCaConfig Parse(string section, string key, string value)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")))!.AsObject();
        json[section]!.AsObject()[key] = JsonNode.Parse(value);
        return CoCaConfig.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
