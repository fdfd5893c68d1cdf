using CoCa.Live.Sources;
using CoCa.Realtime.Frames;

namespace CoCa.Live.Tests.Sources;

public sealed class FfmpegSourceTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public async Task Every_frame_of_a_file_comes_in_order_with_its_own_time_stamp()
    {
        string clip = _clips.Test("a.mp4", 25);
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(clip) });
        List<TimeSpan> times = [];
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            using VideoFrame owned = frame;
            Assert.Equal((64, 48, times.Count), (frame.Width, frame.Height, frame.Id));
            Assert.Equal(64 * 48 * 3, frame.Pixels.Length);
            times.Add(frame.Time);
        }
        Assert.Equal(Enumerable.Range(0, 25).Select(i => TimeSpan.FromSeconds(i / 10.0)), times);
        Assert.Equal(25, source.FramesIn);
    }

    [Fact]
    public async Task A_variable_frame_rate_is_neither_filled_up_nor_rounded()
    {
        string clip = _clips.Make("vfr.mkv", "-f", "lavfi", "-i", "testsrc=s=64x48:r=100:d=2", "-vf", "select='not(mod(n,7))+eq(n,3)'", "-fps_mode", "vfr");
        Assert.Equal([0, .03, .07, .14], (await TimesAsync(clip)).Take(4).Select(t => Math.Round(t, 3)));
    }

    [Fact]
    public async Task Colours_are_red_green_blue()
    {
        string clip = _clips.Make("red.mp4", "-f", "lavfi", "-i", "color=c=0xF02010:s=64x64:r=5:d=1", "-pix_fmt", "yuv444p");
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(clip) });
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            using VideoFrame owned = frame;
            Assert.InRange(frame.Pixels[0], 0xE8, 0xF8);
            Assert.InRange(frame.Pixels[1], 0x18, 0x28);
            Assert.InRange(frame.Pixels[2], 0x08, 0x18);
            break;
        }
    }

    [Fact]
    public async Task A_turned_video_comes_as_it_is_shown()
    {
        string clip = _clips.Test("flat.mp4", 3);
        string turned = _clips.Make("turned.mp4", "-i", clip, "-c", "copy", "-metadata:s:v:0", "rotate=90");
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(turned) });
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            using VideoFrame owned = frame;
            Assert.Equal((48, 64), (frame.Width, frame.Height));
        }
    }

    [Fact]
    public async Task A_name_with_a_colon_a_dash_and_spaces_is_a_file()
    {
        string clip = _clips.Test("a.mkv", 2);
        string strange = Path.Combine(_clips.Folder, "-i http:x %d.mkv");
        File.Move(clip, strange);
        Assert.Equal(2, (await TimesAsync(strange)).Count);
    }

    [Theory]
    [InlineData("no such file")]
    [InlineData("is empty")]
    [InlineData("is a folder")]
    [InlineData("it has no video")]
    [InlineData("Invalid data")]
    [InlineData("moov atom not found")]
    public async Task What_is_no_video_is_refused_in_one_line_that_says_why(string why)
    {
        string path = why switch
        {
            "is empty" => Write("zero.mp4", []),
            "is a folder" => _clips.Folder,
            "it has no video" => _clips.Make("sound.wav", "-f", "lavfi", "-i", "sine=d=0.2"),
            "Invalid data" => Write("noise.avi", [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919 >> 3))]),
            "moov atom not found" => Write("cut.mp4", File.ReadAllBytes(_clips.Test("whole.mp4", 20))[..^2000]),
            _ => Path.Combine(_clips.Folder, "absent.mp4"),
        };
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => TimesAsync(path));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task A_cut_off_file_gives_the_frames_that_it_still_has()
    {
        byte[] whole = File.ReadAllBytes(_clips.Test("whole.mkv", 60));
        int count = (await TimesAsync(Write("cut.mkv", whole[..(whole.Length / 2)]))).Count;
        Assert.InRange(count, 5, 55);
    }

    [Fact]
    public async Task Disposing_in_the_middle_ends_the_child()
    {
        string clip = _clips.Test("long.mp4", 600);
        FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(clip) });
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            frame.Dispose();
            break;
        }
        int child = source.ProcessId;
        await source.DisposeAsync();
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(child));
    }

    [Fact]
    public async Task A_child_that_neither_speaks_nor_ends_is_killed()
    {
        // A named pipe that nobody writes to hangs the child for good.
        string pipe = Path.Combine(_clips.Folder, "pipe.mkv");
        using (System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe])) mkfifo.WaitForExit();
        FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(pipe), OpenTimeout = TimeSpan.FromSeconds(0.5) });
        int child = source.ProcessId;
        SourceException e = await Assert.ThrowsAsync<SourceException>(async () => await source.ReadAllAsync().GetAsyncEnumerator().MoveNextAsync());
        Assert.Contains("no frame within 0.5 s", e.Message, StringComparison.Ordinal);
        await source.DisposeAsync();
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(child));
    }

    [Fact]
    public async Task A_live_source_that_ends_says_so_and_a_buffer_is_filled_again_and_again()
    {
        string clip = _clips.Test("a.mkv", 20);
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(clip) with { IsLive = true } });
        FrameBuffer frame = new();
        for (int i = 0; i < 20; i++)
        {
            Assert.True(source.Read(frame));
            Assert.Equal((64, 48, TimeSpan.FromSeconds(i / 10.0)), (frame.Pixels.Width, frame.Pixels.Height, frame.Time));
        }
        Assert.Contains("ended after 20 frames", Assert.Throws<SourceException>(() => source.Read(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_while_connecting_ends_the_read_and_the_child()
    {
        string pipe = Path.Combine(_clips.Folder, "pipe.mkv");
        using (System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe])) mkfifo.WaitForExit();
        FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(pipe) });
        Task<bool> read = Task.Run(() => source.Read(new FrameBuffer()));
        int child = source.ProcessId;
        await source.DisposeAsync();
        Assert.False(await read);
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(child));
    }

    [Fact]
    public async Task Cancelling_ends_a_read()
    {
        string pipe = Path.Combine(_clips.Folder, "pipe.mkv");
        using (System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe])) mkfifo.WaitForExit();
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(pipe) });
        using CancellationTokenSource cancel = new(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.ReadAllAsync(cancel.Token).GetAsyncEnumerator(cancel.Token).MoveNextAsync());
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_clips.Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static async Task<List<double>> TimesAsync(string path)
    {
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(path) });
        List<double> times = [];
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            times.Add(frame.Time.TotalSeconds);
            frame.Dispose();
        }
        return times;
    }
}
