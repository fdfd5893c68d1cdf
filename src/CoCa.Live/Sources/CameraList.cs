using System.Globalization;
using CoCa.Core;

namespace CoCa.Live.Sources;

/// <summary>The cameras of this machine, and which of them is meant.</summary>
public static class CameraList
{
    /// <summary>All cameras: on Linux from the system's own list, elsewhere as ffmpeg finds them.</summary>
    /// <exception cref="MissingDependencyException">ffmpeg is needed for it and is not installed.</exception>
    public static IReadOnlyList<Camera> List() => FfmpegInput.Current switch
    {
        DesktopPlatform.Windows => FromDirectShow(Ffmpeg.Ask("-f", "dshow", "-list_devices", "true", "-i", "dummy")),
        DesktopPlatform.MacOS => FromAvFoundation(Ffmpeg.Ask("-f", "avfoundation", "-list_devices", "true", "-i", "")),
        _ => FromVideo4Linux("/sys/class/video4linux"),
    };

    /// <summary>The camera that <c>camera</c>, <c>camera:N</c> or <c>camera:NAME</c> means; a part of a name is enough if only one has it.</summary>
    /// <exception cref="SourceException">None, or more than one; the message lists those that there are.</exception>
    internal static Camera Find(string text, IReadOnlyList<Camera> cameras)
    {
        string wanted = text.StartsWith("camera:", StringComparison.Ordinal) ? text["camera:".Length..] : "";
        if (wanted.Length == 0) return cameras.Count > 0 ? cameras[0] : throw Missing(text, cameras);
        if (wanted.All(char.IsAsciiDigit)) return cameras.FirstOrDefault(c => c.Number.ToString(CultureInfo.InvariantCulture) == wanted) ?? throw Missing(text, cameras);
        Camera[] called = [.. cameras.Where(c => c.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))];
        if (called.Length == 0) called = [.. cameras.Where(c => c.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))];
        return called.Length == 1 ? called[0] : throw Missing(text, called.Length == 0 ? cameras : called);
    }

    /// <summary>Video4Linux's devices that give pictures. A camera often has a second device for what it says about them: that has another <c>index</c> than 0.</summary>
    internal static IReadOnlyList<Camera> FromVideo4Linux(string folder)
    {
        List<Camera> cameras = [];
        if (!Directory.Exists(folder)) return cameras;
        foreach (string device in Directory.GetFileSystemEntries(folder, "video*"))
        {
            string node = Path.GetFileName(device);
            if (!int.TryParse(node["video".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || Line(device, "index") is not ("0" or "")) continue;
            cameras.Add(new(number, Line(device, "name") is { Length: > 0 } name ? name : node, $"/dev/{node}"));
        }
        cameras.Sort((a, b) => a.Number.CompareTo(b.Number));
        return cameras;
    }

    /// <summary><c>"Integrated Camera" (video)</c>, below it <c>Alternative name "@device_pnp_..."</c>; before ffmpeg 5 headings said what were cameras.</summary>
    internal static IReadOnlyList<Camera> FromDirectShow(IEnumerable<string> lines)
    {
        List<Camera> cameras = [];
        bool isVideo = true, isCamera = false;
        foreach (string line in lines)
        {
            if (line.Contains("DirectShow audio devices", StringComparison.Ordinal)) isVideo = false;
            int from = line.IndexOf('"', StringComparison.Ordinal), to = line.LastIndexOf('"');
            if (from < 0 || to <= from) continue;
            string quoted = line[(from + 1)..to];
            if (line.Contains("Alternative name", StringComparison.Ordinal))
            {
                // It tells apart two cameras of one name.
                if (isCamera) cameras[^1] = cameras[^1] with { Id = quoted };
                continue;
            }
            isCamera = isVideo && !line[(to + 1)..].Contains("(audio)", StringComparison.Ordinal);
            if (isCamera) cameras.Add(new(cameras.Count, quoted, quoted));
        }
        return cameras;
    }

    /// <summary><c>[0] FaceTime HD Camera</c> below <c>AVFoundation video devices:</c>; screens stand there too.</summary>
    internal static IReadOnlyList<Camera> FromAvFoundation(IEnumerable<string> lines)
    {
        List<Camera> cameras = [];
        foreach (string line in lines)
        {
            if (line.Contains("AVFoundation audio devices", StringComparison.Ordinal)) break;
            // The first bracket is ffmpeg's own.
            int at = line.IndexOf("] [", StringComparison.Ordinal) + 2, end = line.IndexOf("] ", at, StringComparison.Ordinal);
            if (at < 2 || end < 0 || !int.TryParse(line.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) continue;
            string name = line[(end + 2)..].Trim();
            if (!name.StartsWith("Capture screen", StringComparison.Ordinal)) cameras.Add(new(number, name, number.ToString(CultureInfo.InvariantCulture)));
        }
        return cameras;
    }

    private static SourceException Missing(string text, IReadOnlyList<Camera> cameras) => new(cameras.Count == 0
        ? $"{text}: no camera was found"
        : $"{text}: which camera? There are {string.Join(", ", cameras.Select(c => $"{c.Number} \"{c.Name}\""))}");

    private static string Line(string device, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, file)).Trim();
        }
        catch (IOException)
        {
            return ""; // it was unplugged in between, or the driver does not say
        }
    }
}
