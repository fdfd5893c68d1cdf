using CoCa.Core.Configuration;

namespace CoCa.Core.Tests.Configuration;

public sealed class PresetTests
{
    [Fact]
    public void Every_preset_is_sound_and_survives_a_round_trip()
    {
        foreach (string name in CoCaPresets.Names)
        {
            CoCaConfig config = CoCaPresets.Get(name);
            config.Validate();
            Assert.Equal(config, CoCaConfig.Parse(System.Text.Encoding.UTF8.GetBytes(config.ToJson())));
        }
    }

    // Millions, of OpenCLIP's docs/model_profile.csv.
    [Theory]
    [InlineData("coca_ViT-B-32", 253.56)]
    [InlineData("coca_ViT-L-14", 638.45)]
    [InlineData("coca_base", 440.34)]
    public void A_preset_of_OpenCLIP_has_as_many_parameters_as_it_publishes(string name, double millions)
        => Assert.Equal(millions, Parameters(name) / 1e6, 0.01);

    // The table counts neither token embeddings nor poolers, so ours are above it.
    [Theory]
    [InlineData("coca_paper_base", 383e6)]
    [InlineData("coca_paper_large", 787e6)]
    [InlineData("coca_paper_giant", 2.1e9)]
    public void A_preset_of_the_paper_has_about_as_many_parameters_as_its_table_says(string name, double published)
        => Assert.InRange(Parameters(name), published, published * 1.25);

    [Fact]
    public void An_unknown_name_is_answered_with_those_that_there_are()
        => Assert.Contains("coca_ViT-L-14", Assert.Throws<InvalidInputException>(() => CoCaPresets.Get("coca_huge")).Message, StringComparison.Ordinal);

    private static double Parameters(string name) => RandomModel.Tensors(CoCaPresets.Get(name)).Sum(t => t.ElementCount);
}
