using CoCa.Core.Configuration;

namespace CoCa.Core.Tests.Configuration;

public sealed class ConfigTests
{
    public static TheoryData<string> Configurations() => [.. TestData.List("fixtures", "coca")];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_recorded_configuration_reads_and_survives_a_round_trip(string name)
    {
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Require("fixtures", "coca", name, "config.json")));
        CoCaConfig again = CoCaConfig.Parse(System.Text.Encoding.UTF8.GetBytes(config.ToJson()));
        Assert.Equal(config, again);
        Assert.True(config.Vision.Tokens > 1);
    }

    [Fact]
    public void The_openclip_configuration_has_256_queries_by_default()
    {
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")));
        Assert.Equal(PoolerKind.Single, config.Vision.Pooler);
        Assert.Equal(256, config.Vision.PoolerQueries);
        Assert.Equal(255, config.Vision.ContextTokens);
        Assert.Equal(3, config.Vision.Heads);
    }

    [Theory]
    [InlineData("""{"embed_dim":32}""", "multimodal_cfg")]
    [InlineData("[]", "a list")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"embed_dim":32,"embed_dim":64}""", "embed_dim is there twice")]
    [InlineData("""{"multimodal_cfg":{"width":32,"width":32}}""", "width is there twice")]
    [InlineData("""{"embed_dim":32,"vision_cfg":{"timm_model_name":"vit"},"text_cfg":{},"multimodal_cfg":{}}""", "timm_model_name")]
    [InlineData("""{"embed_dim":32,"vision_cfg":{"width":769},"text_cfg":{},"multimodal_cfg":{}}""", "vision_cfg.width is 769: with head_width 64 that makes 12 heads, which must divide it")]
    [InlineData("""{"embed_dim":32,"vision_cfg":{"width":32},"text_cfg":{},"multimodal_cfg":{}}""", "vision_cfg.width is 32: with head_width 64 that makes 0 heads")]
    public void A_fault_is_named_by_its_key(string json, string expected)
        => Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => CoCaConfig.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_decoder_has_the_text_towers_vocabulary_and_heads_are_rounded_down_as_in_openclip()
    {
        CoCaConfig config = CoCaConfig.Parse("""{"embed_dim":32,"vision_cfg":{"width":96,"attentional_pool":true},"text_cfg":{"vocab_size":131,"width":32},"multimodal_cfg":{"vocab_size":7,"width":32}}"""u8);
        Assert.Equal(131, config.Multimodal.VocabularySize);
        Assert.Equal(1, config.Vision.Heads);
    }
}
