using System.Diagnostics;
using System.Globalization;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Drawing.Text;
using CoCa.Live.Sinks;
using CoCa.Live.Sources;
using CoCa.Realtime.Results;

namespace CoCa.Live.Tests.Sinks;

public sealed class RecorderSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RecorderSinkTests()
    {
        try
        {
            FontSet.System();
        }
        catch (MissingDependencyException e)
        {
            Assert.Skip(e.Message);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Frames_keep_their_own_times_and_show_the_overlay()
    {
        string path = _folder["a.mp4"];
        double[] times = [100, 100.04, 100.1, 100.7, 103, 103.04];
        await using (RecorderSink sink = RecorderSink.Create(path))
            foreach (double t in times) Show(sink, t, 320, 240, grey: 120);
        Assert.Equal(times.Select(t => Math.Round(t - 100, 3)), Times(path).Select(t => Math.Round(t, 3)));
        Assert.Equal("h264,320,240,yuv420p", Probe(path, "stream=codec_name,width,height,pix_fmt"));
        byte[] last = await LastFrameAsync(path, 320, 240);
        Assert.InRange(last[(120 * 320 + 160) * 3], 112, 128); // the picture
        byte[] caption = [.. Enumerable.Range(40, 240).Select(x => last[(215 * 320 + x) * 3])];
        Assert.True(caption.Min() < 80 && caption.Max() > 200, "no letters in the caption's place");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(33, 17)]
    [InlineData(641, 359)]
    public async Task Odd_sizes_get_a_line_more(int width, int height)
    {
        string path = _folder["a.mp4"];
        await using (RecorderSink sink = RecorderSink.Create(path))
            for (int i = 0; i < 5; i++) Show(sink, i / 10.0, width, height);
        Assert.Equal($"{(width + 1) / 2 * 2},{(height + 1) / 2 * 2}", Probe(path, "stream=width,height"));
        Assert.Equal(5, Times(path).Count);
    }

    [Fact]
    public async Task A_change_of_resolution_stays_one_file()
    {
        string path = _folder["a.mp4"];
        await using (RecorderSink sink = RecorderSink.Create(path))
        {
            for (int i = 0; i < 5; i++) Show(sink, i / 10.0, 160, 120);
            for (int i = 5; i < 10; i++) Show(sink, i / 10.0, 320, 120, grey: 200);
        }
        Assert.Equal(10, Times(path).Count);
        byte[] last = await LastFrameAsync(path, 160, 120);
        Assert.InRange(last[(10 * 160 + 80) * 3], 0, 30); // a bar above
        Assert.InRange(last[(60 * 160 + 80) * 3], 180, 215);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_still_gives_rising_times()
    {
        string path = _folder["a.mp4"];
        await using (RecorderSink sink = RecorderSink.Create(path))
            foreach (double t in (double[])[5, 5.1, 1, 1.1, 1.1, 90_000]) Show(sink, t, 64, 64);
        List<double> times = Times(path);
        Assert.Equal(6, times.Count);
        Assert.Equal(times.Distinct().Order(), times);
        Assert.InRange(times[^1], 0.2, 0.3);
    }

    [Fact]
    public async Task A_killed_ffmpeg_is_an_error_of_the_sink_and_leaves_a_file_that_plays()
    {
        string path = _folder["a.mp4"];
        RecorderSink sink = RecorderSink.Create(path);
        for (int i = 0; i < 250; i++) Show(sink, i / 25.0, 320, 240, grey: (byte)i);
        using (Process ffmpeg = Process.GetProcessById(sink.ProcessId))
        {
            ffmpeg.Kill();
            await ffmpeg.WaitForExitAsync();
        }
        SinkException e = Assert.Throws<SinkException>(() =>
        {
            for (int i = 250; i < 2000; i++) Show(sink, i / 25.0, 320, 240);
        });
        Assert.StartsWith($"{path}: the recording broke off: ffmpeg ended with 137", e.Message);
        await sink.DisposeAsync(); // reported once
        Assert.InRange(Times(path).Count, 25, 250);
    }

    [Fact]
    public async Task A_full_disk_ends_the_recording_with_a_clear_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        RecorderSink sink = RecorderSink.Create("/dev/full");
        SinkException e = await Assert.ThrowsAsync<SinkException>(async () =>
        {
            for (int i = 0; i < 200; i++) Show(sink, i / 25.0, 320, 240, grey: (byte)(i * 31));
            await sink.DisposeAsync();
        });
        Assert.Contains("No space left on device", e.Message);
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task A_recorder_that_saw_no_frame_is_closed_without_a_child()
    {
        await using RecorderSink sink = RecorderSink.Create(_folder["a.mp4"]);
        Assert.Equal(0, sink.ProcessId);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_at_once() =>
        Assert.Contains("its folder does not exist", Assert.Throws<InvalidInputException>(() => RecorderSink.Create(_folder["no", "a.mp4"])).Message);

    private static void Show(RecorderSink sink, double time, int width, int height, byte grey = 90)
    {
        byte[] pixels = new byte[width * height * 3];
        Array.Fill(pixels, grey);
        FrameResult result = new()
        {
            Stream = "clip",
            Time = TimeSpan.FromSeconds(time),
            State = StreamState.Running,
            Caption = new("a woman walks with a dog", CaptionState.Final, TimeSpan.Zero, TimeSpan.Zero),
            Labels = new LabelScore[] { new("dog", .8f, true) },
            FrameWeights = new float[] { .5f, .5f },
        };
        sink.Show(result, PixelBuffer.Packed(PixelFormat.Rgb24, pixels, width, height));
    }

    private static List<double> Times(string path) => [.. Probe(path, "packet=pts_time").Split('\n').Select(l => double.Parse(l.Trim(','), CultureInfo.InvariantCulture))];

    private static string Probe(string path, string entries)
    {
        ProcessStartInfo start = new("ffprobe") { RedirectStandardOutput = true };
        foreach (string a in (string[])["-v", "error", "-select_streams", "v", "-show_entries", entries, "-of", "csv=p=0", path]) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Trim();
    }

    private static async Task<byte[]> LastFrameAsync(string path, int width, int height)
    {
        byte[] pixels = [];
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(path) });
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            using VideoFrame owned = frame;
            Assert.Equal((width, height), (frame.Width, frame.Height));
            pixels = frame.Pixels.ToArray();
        }
        return pixels;
    }
}
