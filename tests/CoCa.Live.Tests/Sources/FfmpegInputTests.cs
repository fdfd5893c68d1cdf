using CoCa.Live.Sources;

namespace CoCa.Live.Tests.Sources;

/// <summary>What ffmpeg is asked for, on systems that are not this one too.</summary>
public sealed class FfmpegInputTests
{
    private static readonly Camera[] s_cameras = [new(0, "Integrated Camera", "id0"), new(2, "Logitech Brio", "id2"), new(3, "Logitech C920", "id3")];

    [Theory]
    [InlineData("Linux", "camera", "-f v4l2 -i id0")]
    [InlineData("Linux", "camera:7", "-f v4l2 -i /dev/video7")]
    [InlineData("Linux", "/dev/video4", "-f v4l2 -i /dev/video4")]
    [InlineData("Linux", "camera:/dev/v4l/by-id/a", "-f v4l2 -i /dev/v4l/by-id/a")]
    [InlineData("Linux", "camera:logitech brio", "-f v4l2 -i id2")]
    [InlineData("Linux", "screen", "-f x11grab -framerate 15 -i :5")]
    [InlineData("Linux", "screen:1", "-f x11grab -framerate 15 -i :1")]
    [InlineData("Linux", "screen:host:0.1", "-f x11grab -framerate 15 -i host:0.1")]
    [InlineData("Windows", "camera:2", "-f dshow -i video=id2")]
    [InlineData("Windows", "camera:C920", "-f dshow -i video=id3")]
    [InlineData("Windows", "screen", "-f gdigrab -framerate 15 -i desktop")]
    [InlineData("Windows", "screen:1", "-f lavfi -i ddagrab=output_idx=1:framerate=15,hwdownload,format=bgra")]
    [InlineData("Windows", "screen:My game", "-f gdigrab -framerate 15 -i title=My game")]
    [InlineData("MacOS", "camera", "-f avfoundation -framerate 30 -i id0:none")]
    [InlineData("MacOS", "screen:1", "-f avfoundation -framerate 15 -capture_cursor 1 -i Capture screen 1:none")]
    [InlineData("Linux", "rtsp://host/a", "-rtsp_transport tcp -timeout 10000000 -i rtsp://host/a")]
    [InlineData("Linux", "udp://0.0.0.0:5000", "-i udp://0.0.0.0:5000")]
    public void A_live_source_is_opened_as_its_system_opens_it(string platform, string text, string expected) =>
        Assert.Equal($"-flags low_delay -probesize 200000 -analyzeduration 200000 {expected}", string.Join(' ', Of(text, platform)));

    [Fact]
    public void A_rate_is_as_it_was_asked_for() => Assert.Contains("2.5", Of("screen", "Linux", rate: 2.5));

    [Theory]
    [InlineData("Windows", "camera:1", "which camera? There are 0 \"Integrated Camera\", 2 \"Logitech Brio\", 3 \"Logitech C920\"")]
    [InlineData("Linux", "camera:logitech", "which camera? There are 2 \"Logitech Brio\", 3 \"Logitech C920\"")]
    [InlineData("MacOS", "camera:Elgato", "There are 0")]
    public void A_camera_that_is_not_there_is_refused_with_those_that_are(string platform, string text, string expected)
    {
        string message = Assert.Throws<SourceException>(() => Of(text, platform)).Message;
        Assert.StartsWith(text + ": ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_camera_and_no_screen_it_is_said()
    {
        Assert.Equal("camera: no camera was found", Assert.Throws<SourceException>(() => Of("camera", "Windows", none: true)).Message);
        Assert.Contains("/dev/video0", Of("camera", "Linux", none: true));
        Assert.Contains("DISPLAY is not set", Assert.Throws<SourceException>(() => FfmpegInput.Of(new() { Address = SourceAddress.Parse("screen") }, DesktopPlatform.Linux, () => [], null)).Message, StringComparison.Ordinal);
    }

    private static List<string> Of(string text, string platform, double rate = 0, bool none = false) =>
        FfmpegInput.Of(new() { Address = SourceAddress.Parse(text), Rate = rate }, Enum.Parse<DesktopPlatform>(platform), () => none ? [] : s_cameras, ":5");
}
