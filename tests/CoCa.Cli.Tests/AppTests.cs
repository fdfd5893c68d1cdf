using System.Text.Json;

namespace CoCa.Cli.Tests;

public sealed class AppTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("import", "--help")]
    public async Task Help_and_version_are_answers(params string[] arguments)
    {
        Ended ended = (await Coca.RunAsync(arguments)).Expect(0);
        Assert.Empty(ended.Error);
        Assert.NotEmpty(ended.Output);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        Ended ended = (await Coca.RunAsync("--help")).Expect(0);
        foreach (string command in (string[])["import", "inspect", "caption", "classify", "embed", "similar", "live", "replay", "demo", "bench", "devices", "doctor", "verify", "tokenize", "preprocess"])
            Assert.Contains($"\n  {command}", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frob", "frob")]
    [InlineData("caption", "nothing to read")]
    [InlineData("caption x.png --model B --frob", "--frob")]
    [InlineData("caption x.png --model B --beams many", "many")]
    [InlineData("import", "SOURCE")]
    [InlineData("import x --precision fp8", "fp8")]
    [InlineData("similar x.png --model B", "--text or --picture")]
    [InlineData("classify x.png --model B", "--labels")]
    [InlineData("live x.mp4 --model B --live --lossless", "exclude")]
    [InlineData("preprocess x.png --out y.png --size 0", "--size")]
    public async Task A_wrong_command_line_is_2_and_one_line(string line, string expected)
    {
        string[] arguments = line.Split(' ');
        // A file that is asked for must be there, or that would be said first.
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["x.mp4"], "x");
        (await Coca.RunAsync([.. arguments.Select(a => a == "x.mp4" ? folder["x.mp4"] : a)])).ExpectOneLine(2, expected);
    }

    [Fact]
    public async Task The_shipped_model_is_used_where_no_other_is_named()
    {
        string bundle = Path.Combine(TestData.Root, "models", "coca-mini.coca");
        Assert.InRange(Directory.EnumerateFiles(bundle).Sum(f => new FileInfo(f).Length), 1, 30_000_000);
        Assert.Equal("coca-mini", (await Coca.RunAsync("inspect", bundle, "--json")).Expect(0).Json.GetProperty("name").GetString());
        JsonElement said = (await Coca.RunAsync("caption", TestData.Fixture("pictures", "still.png"), "--json")).Expect(0).Json;
        Assert.InRange(said.GetProperty("caption").GetString()!.Split(' ').Length, 3, 26);
    }

    [Fact]
    public async Task Devices_lists_the_cameras_and_at_least_the_processor()
    {
        JsonElement json = (await Coca.RunAsync("devices", "--json")).Expect(0).Json, device = json.GetProperty("devices")[0];
        Assert.Equal("processor", device.GetProperty("kind").GetString());
        int cameras = json.GetProperty("cameras").GetArrayLength();
        Assert.Contains(cameras == 0 ? "no camera" : "camera:", (await Coca.RunAsync("devices")).Expect(0).Output, StringComparison.Ordinal);
        (await Coca.RunAsync("caption", "--model", await Bundles.SmallAsync(), "--device", "no such device", TestData.Fixture("preprocess", "src", "row_37x1.png"))).ExpectOneLine(3, "no such device");
    }

    [Fact]
    public async Task Doctor_finds_everything_that_is_here_and_tests_the_device()
    {
        JsonElement json = (await Coca.RunAsync("doctor", "--model", await Bundles.SmallAsync(), "--json")).Expect(0).Json;
        Assert.True(json.GetProperty("ok").GetBoolean());
        string[] names = [.. json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];
        foreach (string name in (string[])["ONNX Runtime", "ImageSharp", "ffmpeg", "device", "self-test"]) Assert.Contains(name, names);
    }

    [Fact]
    public async Task A_missing_ffmpeg_is_4_and_names_what_mends_it()
    {
        Dictionary<string, string?> without = new() { ["COCA_FFMPEG"] = "/nowhere/ffmpeg" };
        Ended doctor = (await Coca.RunAsync(["doctor"], null, without)).Expect(4);
        Assert.Contains("apt-get install ffmpeg", doctor.Output, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["x.mp4"], "x");
        (await Coca.RunAsync(["live", folder["x.mp4"], "--model", await Bundles.SmallAsync()], null, without)).Expect(4);
    }

    [Fact]
    public async Task Bench_measures_the_model_and_the_machine()
    {
        JsonElement json = (await Coca.RunAsync("bench", "--model", await Bundles.SmallAsync(), "--rounds", "1", "--json")).Expect(0).Json;
        Assert.Equal(["limits", "results"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["matmulGflops", "readGBps", "matmulInt8Gops"], json.GetProperty("limits").EnumerateObject().Select(p => p.Name));
        Assert.All(json.GetProperty("limits").EnumerateObject(), l => Assert.True(l.Value.GetDouble() > 0));
        Assert.Equal(["image.b1", "image.b8", "text.b1", "caption20.greedy", "caption20.beam6", "decode20.greedy", "coldStart"],
            json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.All(json.GetProperty("results").EnumerateArray(), r =>
        {
            Assert.Equal(["name", "medianMs", "minMs", "shareOfLimit"], r.EnumerateObject().Select(p => p.Name));
            Assert.True(r.GetProperty("medianMs").GetDouble() >= r.GetProperty("minMs").GetDouble());
        });
    }

    [Fact]
    public async Task Inspect_shows_what_the_manifest_says()
    {
        Ended ended = (await Coca.RunAsync("inspect", await Bundles.SmallAsync())).Expect(0);
        Assert.Contains("pooler single", ended.Output, StringComparison.Ordinal);
        JsonElement json = (await Coca.RunAsync("inspect", await Bundles.SmallAsync(), "--json")).Expect(0).Json;
        Assert.Equal(JsonValueKind.Object, json.ValueKind);
    }
}
