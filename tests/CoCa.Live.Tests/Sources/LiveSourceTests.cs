using System.Net;
using System.Net.Sockets;
using CoCa.Live.Sources;
using CoCa.Live.Tests.Sources.Servers;
using CoCa.Realtime.Frames;

namespace CoCa.Live.Tests.Sources;

/// <summary>Live sources of every kind, served by real servers of this machine.</summary>
public sealed class LiveSourceTests : IDisposable
{
    private static readonly string[] s_picture = ["-re", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25"];
    private static readonly string[] s_h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "10", "-pix_fmt", "yuv420p"];

    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public async Task An_RTSP_camera_is_read_and_its_death_is_the_end()
    {
        await using RtspServer server = await RtspServer.StartAsync();
        await using FfmpegSource source = Open(server.Address), another = Open(server.Address);
        Watch(source, 30, 25);
        Watch(another, 5, 25);
        await server.DisposeAsync();
        string message = ReadToEnd(source).Message;
        Assert.Contains("the live source ended after", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_RTSP_camera_that_is_not_there_is_one_line()
    {
        await using FfmpegSource source = Open($"rtsp://user:secret@127.0.0.1:{FfmpegServer.FreePort()}/yard");
        string message = ReadToEnd(source).Message;
        Assert.Contains("cannot be read as video: ", message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task MPEG_TS_over_UDP_is_read_whenever_one_joins()
    {
        string address = $"udp://127.0.0.1:{FfmpegServer.FreePort(SocketType.Dgram)}";
        await using FfmpegServer server = FfmpegServer.Start([.. s_picture, .. s_h264, "-f", "mpegts", $"{address}?pkt_size=1316"]);
        await using FfmpegSource source = Open(address);
        Watch(source, 30, 25);
    }

    [Fact]
    public async Task MPEG_TS_over_TCP_is_read()
    {
        int port = FfmpegServer.FreePort();
        await using FfmpegServer server = await FfmpegServer.StartAsync(port, [.. s_picture, .. s_h264, "-f", "mpegts", $"tcp://127.0.0.1:{port}?listen=1"]);
        await using FfmpegSource source = Open($"tcp://127.0.0.1:{port}");
        Watch(source, 30, 25);
    }

    [Fact]
    public async Task MJPEG_over_HTTP_is_read_and_a_server_that_stops_is_the_end()
    {
        MjpegServer server = await MjpegServer.StartAsync(Pictures());
        await using FfmpegSource source = Open(server.Address);
        Watch(source, 30, null); // these cameras give no times: ffmpeg counts
        await server.DisposeAsync();
        Assert.Contains("the live source ended after", ReadToEnd(source).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_sends_some_pictures_and_hangs_is_given_up()
    {
        await using MjpegServer server = await MjpegServer.StartAsync(Pictures(), hangsAfter: 3);
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(server.Address), StallTimeout = TimeSpan.FromSeconds(1) });
        Assert.StartsWith($"{server.Address}: ", ReadToEnd(source).Message, StringComparison.Ordinal); // ffmpeg loses patience first, or the watchdog does
        Assert.InRange(source.FramesIn, 0, 3);
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_does_not_hold_up_disposal()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        FfmpegSource source = Open($"rtsp://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/yard");
        Task<bool> read = Task.Run(() => source.Read(new FrameBuffer()));
        using Socket client = await server.AcceptSocketAsync(TestContext.Current.CancellationToken);
        int child = source.ProcessId;
        await source.DisposeAsync();
        Assert.False(await read);
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(child));
    }

    [Fact]
    public async Task A_screen_is_seen_until_it_is_gone()
    {
        using XServer screen = XServer.Start(160, 120);
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse("screen" + screen.Display), Rate = 25 });
        FrameBuffer last = Watch(source, 10, 25);
        Assert.Equal([255, 255, 255], last.Pixels.Plane0[..3].ToArray());
        screen.Kill();
        Assert.Contains("the live source ended after", ReadToEnd(source).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_that_is_not_there_is_one_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "X displays are Linux's");
        await using FfmpegSource source = Open("screen:4711");
        Assert.Equal("screen:4711: cannot be read as video: Cannot open display :4711, error 1", ReadToEnd(source).Message);
    }

    private byte[][] Pictures() =>
        [.. Enumerable.Range(0, 3).Select(i => File.ReadAllBytes(_clips.Make($"{i}.jpg", "-f", "lavfi", "-i", $"color=0x{40 * i:X2}8080:s=160x120", "-frames:v", "1")))];

    private static FfmpegSource Open(string address) => FfmpegSource.Open(new() { Address = SourceAddress.Parse(address) });

    /// <summary>Reads frames: of the right size, with times that rise as the rate says.</summary>
    private static FrameBuffer Watch(FfmpegSource source, int count, double? rate)
    {
        Assert.True(source.IsLive);
        FrameBuffer frame = new();
        List<double> times = [];
        for (int i = 0; i < count; i++)
        {
            Assert.True(source.Read(frame));
            Assert.Equal((160, 120), (frame.Pixels.Width, frame.Pixels.Height));
            times.Add(frame.Time.TotalSeconds);
        }
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[0], 0, 3600);
        // A screen is asked late when the machine is busy, and then there are frames that it has not.
        if (rate is { } r) Assert.True(times[^1] - times[0] >= (count - 1.5) / r, $"{count} frames in {times[^1] - times[0]} s");
        return frame;
    }

    private static SourceException ReadToEnd(FfmpegSource source) => Assert.Throws<SourceException>(() =>
    {
        FrameBuffer frame = new();
        while (source.Read(frame)) { }
    });
}
