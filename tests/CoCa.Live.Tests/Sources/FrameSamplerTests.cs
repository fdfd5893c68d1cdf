using CoCa.Live.Sources;

namespace CoCa.Live.Tests.Sources;

public sealed class FrameSamplerTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Theory]
    [InlineData(1, new[] { 2.0 })]
    [InlineData(4, new[] { 0.5, 1.5, 2.5, 3.5 })]
    [InlineData(8, new[] { 0.2, 0.7, 1.2, 1.7, 2.2, 2.7, 3.2, 3.7 })]
    public async Task Frames_are_the_middles_of_equal_parts(int count, double[] expected) =>
        Assert.Equal(expected, await TimesAsync(_clips.Test("a.mp4", 40), count));

    [Fact]
    public async Task A_video_with_fewer_frames_gives_all() => Assert.Equal([0.0, 0.1, 0.2], await TimesAsync(_clips.Test("a.mp4", 3), 8));

    [Fact]
    public async Task In_a_long_video_frames_are_sought()
    {
        string clip = _clips.Make("long.mp4", "-f", "lavfi", "-i", "testsrc=s=32x32:r=5", "-frames:v", "1000");
        Assert.Equal([25.0, 75, 125, 175], await TimesAsync(clip, 4));
    }

    [Fact]
    public async Task The_end_of_a_cut_off_video_is_where_it_was_cut()
    {
        byte[] whole = File.ReadAllBytes(_clips.Test("whole.mkv", 60));
        string cut = Path.Combine(_clips.Folder, "cut.mkv");
        File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);
        List<double> times = await TimesAsync(cut, 2);
        Assert.Equal(2, times.Count);
        Assert.True(times[1] < 4, $"{times[1]} s of 6 s cut in half");
    }

    [Fact]
    public async Task Sound_alone_is_refused() =>
        Assert.Contains("it has no video", (await Assert.ThrowsAsync<SourceException>(() => TimesAsync(_clips.Make("sound.wav", "-f", "lavfi", "-i", "sine=d=0.2"), 2))).Message, StringComparison.Ordinal);

    private static async Task<List<double>> TimesAsync(string path, int count)
    {
        List<double> times = [];
        await foreach (VideoFrame frame in FrameSampler.SampleAsync(path, count))
        {
            times.Add(Math.Round(frame.Time.TotalSeconds, 3));
            frame.Dispose();
        }
        return times;
    }
}
