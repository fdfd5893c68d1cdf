using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CoCa.Core.Preprocessing;

namespace CoCa.Core.Tests.Preprocessing;

public class PreprocessOptionsTests
{
    private static readonly JsonSerializerOptions s_json = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Fact]
    public void Openclips_preprocess_cfg_is_read_and_unknown_keys_are_ignored()
    {
        PreprocessOptions options = Read("""{"size": [288, 224], "mode": "RGB", "mean": [0.5, 0.25, 0], "std": [1, 0.5, 2], "interpolation": "bicubic", "resize_mode": "squash", "fill_color": 0, "else": {"a": 1}}""");
        Assert.Equal(new PreprocessOptions { Height = 288, Width = 224, Mode = ResizeMode.Squash, Mean = [0.5f, 0.25f, 0f], Std = [1f, 0.5f, 2f] }, options);
        Assert.Equal(new PreprocessOptions { Height = 64, Width = 64 }, Read("""{"size": 64}"""));
        Assert.Equal(new PreprocessOptions(), Read("{}"));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        PreprocessOptions options = new() { Height = 52, Width = 40, Mode = ResizeMode.Longest, Mean = [0.1f, 0.2f, 0.3f], Std = [0.4f, 0.5f, 0.6f] };
        Assert.Equal(options, Read(JsonSerializer.Serialize(options, s_json)));
    }

    [Theory]
    [InlineData("""{"size": 0}""", "height is 0")]
    [InlineData("""{"size": [224]}""", "size")]
    [InlineData("""{"size": "224"}""", "size")]
    [InlineData("""{"mean": [1, 2]}""", "mean")]
    [InlineData("""{"std": [1, 0, 1]}""", "std")]
    [InlineData("""{"interpolation": "bilinear"}""", "interpolation")]
    [InlineData("""{"resize_mode": "stretch"}""", "resize_mode")]
    [InlineData("""{"resize_mode": 5}""", "resize_mode")]
    [InlineData("""{"fill_color": [0, 9, 0]}""", "fill_color")]
    [InlineData("""{"mode": "L"}""", "mode")]
    [InlineData("[]", "preprocess_cfg")]
    public void What_cannot_be_done_is_refused_by_name(string json, string name) => Assert.Contains(name, Assert.Throws<JsonException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static PreprocessOptions Read(string json) => JsonSerializer.Deserialize<PreprocessOptions>(json, s_json)!;
}
