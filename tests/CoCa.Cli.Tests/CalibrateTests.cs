using System.Text.Json;
using CoCa.Live.Tests;

namespace CoCa.Cli.Tests;

public sealed class CalibrateTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public async Task Thresholds_of_a_clip_go_into_a_file_that_live_takes()
    {
        string clip = _clips.Make("a.mp4", "-f", "lavfi", "-i", "color=c=darkgreen:s=96x96:r=10:d=2", "-f", "lavfi", "-i", "testsrc=s=96x96:r=10:d=2", "-filter_complex", "[0][1]concat"), scene = clip + ".json", events = clip + ".jsonl";
        JsonElement[] lines = [.. (await Coca.RunAsync("calibrate", clip, "--labels", "a test card,a dog", "--seen", "a test card=2.0-4.0", "--out", scene, "--json")).Expect(0).JsonLines];
        Assert.Equal(["a test card", "a dog"], lines.Select(l => l.GetProperty("name").GetString()));
        Assert.All(lines, l => Assert.InRange(l.GetProperty("off").GetDouble(), 0, l.GetProperty("on").GetDouble()));
        (await Coca.RunAsync("live", clip, "--calibration", scene, "--caption-every", "0", "--events", events)).Expect(0);
        JsonElement[] frames = [.. File.ReadLines(events).Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.GetProperty("type").GetString() == "frame")];
        Assert.Equal(40, frames.Length);
        Assert.All(frames, f => Assert.InRange(f.GetProperty("labels").EnumerateArray().Sum(l => l.GetProperty("p").GetDouble()), 0, 1.0001)); // the rest is what no label is
        Assert.Contains(frames[^1].GetProperty("labels").EnumerateArray(), l => l.GetProperty("name").GetString() == "a test card" && IsOn(l));
        Assert.DoesNotContain(frames[10].GetProperty("labels").EnumerateArray(), IsOn);

        static bool IsOn(JsonElement label) => label.TryGetProperty("on", out JsonElement on) && on.GetBoolean(); // said of those that are
    }

    [Theory]
    [InlineData(2, "expected LABEL=FROM-TO", "--labels", "a dog", "--seen", "a dog=7")]
    [InlineData(2, "not among the labels", "--labels", "a dog", "--seen", "a cat=1-2")]
    [InlineData(2, "no labels")]
    [InlineData(3, "no frame of the clip", "--labels", "a dog", "--seen", "a dog=100-200")]
    public async Task Faults_are_one_line(int code, string expected, params string[] arguments)
    {
        string clip = _clips.Test("a.mp4", 5);
        Ended ended = (await Coca.RunAsync(["calibrate", clip, "--out", clip + ".json", .. arguments])).Expect(code);
        Assert.Contains(expected, ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(clip + ".json"));
    }
}
