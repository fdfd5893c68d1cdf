using CoCa.Core;

namespace CoCa.Live.Sources;

/// <summary>Is there an ffmpeg that can read video as it is read here?</summary>
public static class FfmpegVersion
{
    /// <summary>The first line of what ffmpeg says of itself, after a test picture was read through it.</summary>
    /// <exception cref="MissingDependencyException">It is not installed, or older than 5.1.</exception>
    public static string Check()
    {
        string version = Run("-version").Split('\n')[0].Trim();
        string frames = Run("-f", "lavfi", "-i", "color=s=16x16:r=1", "-frames:v", "1", "-fps_mode", "passthrough", "-f", "framecrc", "pipe:1");
        if (frames.Split('\n').Any(l => l.StartsWith("0,", StringComparison.Ordinal))) return version;
        throw new MissingDependencyException($"{version}: it does not read video as needed here, 5.1 or newer is expected", "apt-get install ffmpeg");
    }

    private static string Run(params string[] arguments)
    {
        Ffmpeg ffmpeg = Ffmpeg.Start(arguments, TimeProvider.System);
        try
        {
            using StreamReader reader = new(ffmpeg.Output);
            string text = reader.ReadToEnd();
            ffmpeg.WaitForEnd(TimeSpan.FromSeconds(5));
            return text;
        }
        finally
        {
            ffmpeg.Kill();
            ffmpeg.Dispose();
        }
    }
}
