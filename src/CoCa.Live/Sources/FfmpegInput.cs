using System.Globalization;

namespace CoCa.Live.Sources;

/// <summary>The arguments that make ffmpeg open a source, ending with <c>-i</c> and its name.</summary>
internal static class FfmpegInput
{
    private const double ScreenRate = 15;

    /// <summary>This machine's.</summary>
    public static DesktopPlatform Current => OperatingSystem.IsWindows() ? DesktopPlatform.Windows : OperatingSystem.IsMacOS() ? DesktopPlatform.MacOS : DesktopPlatform.Linux;

    /// <summary>The arguments on this machine.</summary>
    /// <exception cref="SourceException">There is no such camera or screen.</exception>
    public static List<string> Of(SourceOptions options) => Of(options, Current, CameraList.List, Environment.GetEnvironmentVariable("DISPLAY"));

    /// <summary>The arguments on any machine.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="platform">Where.</param>
    /// <param name="cameras">The cameras there; asked only if one is to be found among them.</param>
    /// <param name="display">The X display of the session, if there is one.</param>
    public static List<string> Of(SourceOptions options, DesktopPlatform platform, Func<IReadOnlyList<Camera>> cameras, string? display)
    {
        SourceAddress address = options.Address;
        List<string> arguments = [];
        // Without these ffmpeg looks at a stream for 5 s before the first frame. Not "-fflags nobuffer": it throws away what was
        // looked at, and with it the first key frame, so that nothing comes until the next one.
        if (address.IsLive) arguments.AddRange(["-flags", "low_delay", "-probesize", "200000", "-analyzeduration", "200000"]);
        arguments.AddRange(address.Kind switch
        {
            SourceKind.Camera => Camera(address.Text, platform, cameras),
            SourceKind.Screen => Screen(address.Text, options.Rate > 0 ? options.Rate : ScreenRate, platform, display),
            SourceKind.Network => Network(address, options.StallTimeout),
            // With the protocol in front neither a colon nor a dash in a name can mean anything else.
            _ => ["-i", "file:" + address.Text],
        });
        return arguments;
    }

    private static string[] Camera(string text, DesktopPlatform platform, Func<IReadOnlyList<Camera>> cameras)
    {
        switch (platform)
        {
            case DesktopPlatform.Windows:
                return ["-f", "dshow", "-i", "video=" + CameraList.Find(text, cameras()).Id];
            case DesktopPlatform.MacOS:
                return ["-f", "avfoundation", "-framerate", "30", "-i", CameraList.Find(text, cameras()).Id + ":none"];
            default:
                string wanted = text.StartsWith("camera:", StringComparison.Ordinal) ? text["camera:".Length..] : text;
                // A container may have the device and not the system's list of them.
                string device = wanted.StartsWith('/') ? wanted
                    : wanted.Length > 0 && wanted.All(char.IsAsciiDigit) ? "/dev/video" + wanted
                    : wanted == "camera" && cameras().Count == 0 ? "/dev/video0"
                    : CameraList.Find(text, cameras()).Id;
                return ["-f", "v4l2", "-i", device];
        }
    }

    private static string[] Screen(string text, double rate, DesktopPlatform platform, string? display)
    {
        string wanted = text == "screen" ? "" : text["screen:".Length..], frames = rate.ToString("0.###", CultureInfo.InvariantCulture);
        bool isNumber = wanted.Length > 0 && wanted.All(c => char.IsAsciiDigit(c) || c == '.');
        switch (platform)
        {
            case DesktopPlatform.Windows:
                return isNumber ? ["-f", "lavfi", "-i", $"ddagrab=output_idx={wanted}:framerate={frames},hwdownload,format=bgra"]
                    : ["-f", "gdigrab", "-framerate", frames, "-i", wanted.Length == 0 ? "desktop" : "title=" + wanted];
            case DesktopPlatform.MacOS:
                return ["-f", "avfoundation", "-framerate", frames, "-capture_cursor", "1", "-i", $"Capture screen {(wanted.Length == 0 ? "0" : wanted)}:none"];
            default:
                if (wanted.Length == 0 && string.IsNullOrEmpty(display)) throw new SourceException($"{text}: DISPLAY is not set, so there is no screen of this session; name an X display, such as screen:0");
                return ["-f", "x11grab", "-framerate", frames, "-i", wanted.Length == 0 ? display! : isNumber ? ":" + wanted : wanted];
        }
    }

    private static string[] Network(SourceAddress address, TimeSpan stall)
    {
        string microseconds = ((long)stall.TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
        // A frozen server never ends by itself: let ffmpeg give up before our own watchdog has to.
        return address.Scheme switch
        {
            "rtsp" or "rtsps" => ["-rtsp_transport", "tcp", "-timeout", microseconds, "-i", address.Text],
            "http" or "https" => ["-rw_timeout", microseconds, "-i", address.Text],
            _ => ["-i", address.Text],
        };
    }
}
