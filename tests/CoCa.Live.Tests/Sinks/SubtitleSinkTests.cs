using System.Diagnostics;
using System.Text;
using CoCa.Live.Sinks;
using CoCa.Realtime.Results;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Live.Tests.Sinks;

public sealed class SubtitleSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.srt")]
    [InlineData("a.vtt")]
    public async Task Equal_captions_are_one_cue_that_lies_on_the_frames_it_describes(string file)
    {
        List<Subtitles.Line> cues = await CuesAsync(file, f =>
        {
            for (int i = 0; i < 100; i++)
            {
                double t = i / 10.0;
                f.Show(t, t < 1 ? null : t < 4.95 ? Frames.Caption("a dog runs", 0.5, 1) : Frames.Caption("a dog sleeps", t < 7 ? 4.5 : 6.5, 7));
            }
        });
        Assert.Equal([new("a dog runs", Seconds(0.5), Seconds(4.5)), new("a dog sleeps", Seconds(4.5), Seconds(9.9))], cues);
    }

    [Fact]
    public async Task Times_count_from_the_first_frame_on_that_came()
    {
        List<Subtitles.Line> cues = await CuesAsync("a.srt", f =>
        {
            for (int i = 0; i < 30; i++) f.Show(95_000.25 + i / 10.0, i < 5 ? null : Frames.Caption("now", 95_000.25, 95_000.75));
        });
        Assert.Equal([new("now", TimeSpan.Zero, Seconds(2.9))], cues);
    }

    [Fact]
    public async Task Words_in_the_making_are_left_out_and_stale_ones_end_with_what_they_describe()
    {
        List<Subtitles.Line> cues = await CuesAsync("a.srt", f =>
        {
            f.Show(0, Frames.Caption("a", 0, 0, CaptionState.Partial));
            f.Show(1, Frames.Caption("a do", 0, 0, CaptionState.Partial));
            for (int i = 2; i < 9; i++) f.Show(i, Frames.Caption("a dog", 0, 2.5, i < 3 ? CaptionState.Final : CaptionState.Stale));
        });
        Assert.Equal([new("a dog", TimeSpan.Zero, Seconds(2.5))], cues);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_goes_on_where_it_was()
    {
        List<Subtitles.Line> cues = await CuesAsync("a.srt", f =>
        {
            for (int i = 0; i < 40; i++) f.Show(100 + i / 10.0, Frames.Caption("before", 100, 101));
            for (int i = 0; i < 40; i++) f.Show(3 + i / 10.0, Frames.Caption("after", 3, 3 + i / 10.0));
        });
        Assert.Equal([new("before", TimeSpan.Zero, Seconds(3.9)), new("after", Seconds(3.9), Seconds(7.8))], cues);
    }

    [Theory]
    [InlineData("a.srt")]
    [InlineData("a.vtt")]
    public async Task Any_captions_give_sorted_cues_without_overlap_of_at_least_a_second(string file)
    {
        string[] texts = ["a dog", "a cat & <i>a dog</i>", "1", "-->", "a very long caption of a man who walks with two dogs past a house by the sea", "a\n\nb", "{\\an8}x"];
        Gen<(int Step, int Text, int From, int Length, int State)[]> frames = Gen.Zip(Gen.Zip(Gen.Choose(-300, 2500), Gen.Choose(-1, texts.Length - 1)), Gen.Zip(Gen.Choose(-4000, 500), Gen.Zip(Gen.Choose(0, 4000), Gen.Choose(0, 2))),
            (a, b) => (a.Item1, a.Item2, b.Item1, b.Item2.Item1, b.Item2.Item2)).ArrayOf();
        List<Task> checks = [];
        int n = 0;
        Prop.ForAll(frames.ToArbitrary(), list => checks.Add(CheckAsync($"{n++}{file}", list))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        await Task.WhenAll(checks);

        async Task CheckAsync(string path, (int Step, int Text, int From, int Length, int State)[] list)
        {
            List<Subtitles.Line> cues = await CuesAsync(path, f =>
            {
                int now = 5000;
                foreach ((int step, int text, int from, int length, int state) in list)
                {
                    now += step;
                    f.Show(now / 1000.0, text < 0 ? null : Frames.Caption(texts[text], (now + from) / 1000.0, (now + from + length) / 1000.0, (CaptionState)state));
                }
            });
            TimeSpan end = TimeSpan.Zero;
            foreach (Subtitles.Line cue in cues)
            {
                Assert.True(cue.Start >= end && cue.End - cue.Start >= Seconds(1), $"{cue} after {end}");
                Assert.Contains(cue.Text, texts.Select(t => t.ReplaceLineEndings(" ").Replace("  ", " ")));
                end = cue.End;
            }
        }
    }

    [Theory]
    [InlineData("a.srt")]
    [InlineData("a.vtt")]
    public async Task Ffmpeg_reads_the_words_as_they_were_meant(string file)
    {
        // ffmpeg takes braces for its own tags when they come out of WebVTT, where they are plain text.
        string path = _folder[file], seasoned = file == "a.srt" ? "salt & <b>pepper</b> {\\an8}" : "salt & <b>pepper</b> &amp;";
        await CuesAsync(file, f =>
        {
            for (int i = 0; i < 20; i++) f.Show(i / 10.0, Frames.Caption(seasoned, 0, 1));
            for (int i = 20; i < 60; i++) f.Show(i / 10.0, Frames.Caption("größer --> 猫", 2, 3));
        });
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardOutput = true };
        foreach (string a in (string[])["-nostdin", "-v", "error", "-i", path, "-c:s", "text", "-f", "srt", "-"]) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        string text = (await process.StandardOutput.ReadToEndAsync()).Replace("\u2060", "", StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Contains($"00:00:00,000 --> 00:00:02,000\n{seasoned}", text);
        Assert.Contains("00:00:02,000 --> 00:00:05,900\ngrößer --> 猫", text);
    }

    [Fact]
    public async Task A_file_that_nobody_closed_holds_even_the_cue_that_still_grew()
    {
        string path = _folder["a.srt"];
        SubtitleSink sink = SubtitleSink.Create(path);
        Frames frames = new(sink);
        for (int i = 0; i < 45; i++) frames.Show(i / 10.0, Frames.Caption(i < 20 ? "first" : "second", i < 20 ? 0 : 2, 2));
        List<Subtitles.Line> cues = Subtitles.Read(path);
        Assert.Equal(["first", "second"], cues.Select(c => c.Text));
        Assert.InRange(cues[1].End, Seconds(3.4), Seconds(4.4));
        await sink.DisposeAsync();
        Assert.Equal(Seconds(4.4), Subtitles.Read(path)[1].End);
    }

    [Fact]
    public async Task A_full_disk_is_one_clear_line_and_leaves_whole_cues()
    {
        FullDisk disk = new(100);
        SubtitleSink sink = new(new WholeFile(disk, "a.srt"), SubtitleFormat.Srt, null);
        Frames frames = new(sink);
        SinkException e = Assert.Throws<SinkException>(() =>
        {
            for (int i = 0; i < 100; i++) frames.Show(i, Frames.Caption($"caption {i / 10}", i / 10 * 10, i));
        });
        Assert.Equal("a.srt: cannot be written any more: No space left on device; what was written before stays", e.Message);
        await sink.DisposeAsync();
        string path = _folder["rest.srt"];
        await File.WriteAllBytesAsync(path, disk.ToArray());
        Assert.Equal(["caption 0", "caption 1"], Subtitles.Read(path).Select(c => c.Text));
    }

    [Fact]
    public async Task A_file_is_about_one_stream()
    {
        string path = _folder["a.srt"];
        SubtitleSink sink = SubtitleSink.Create(path);
        Frames a = new(sink, "a"), b = new(sink, "b");
        for (int i = 0; i < 5; i++)
        {
            a.Show(i, Frames.Caption("of a", 0, i));
            b.Show(i, Frames.Caption("of b", 0, i));
        }
        await sink.DisposeAsync();
        Assert.Equal(["of a"], Subtitles.Read(path).Select(c => c.Text));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_at_once()
    {
        string path = _folder["no", "such.srt"];
        Assert.Equal($"{path}: cannot be written: its folder does not exist", Assert.Throws<Core.InvalidInputException>(() => SubtitleSink.Create(path)).Message);
    }

    private async Task<List<Subtitles.Line>> CuesAsync(string file, Action<Frames> show)
    {
        string path = _folder[file];
        SubtitleSink sink = SubtitleSink.Create(path);
        show(new Frames(sink));
        sink.Complete("clip", default);
        await sink.DisposeAsync();
        Assert.DoesNotContain("\uFEFF", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(path)));
        return Subtitles.Read(path);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
}
