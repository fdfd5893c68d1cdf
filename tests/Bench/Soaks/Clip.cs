using System.Diagnostics;

namespace CoCa.Bench.Soaks;

/// <summary>Test videos, made by ffmpeg.</summary>
internal static class Clip
{
    /// <summary>Runs ffmpeg; the last argument is the file that it makes.</summary>
    public static string Make(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments]))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? arguments[^1] : throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}");
    }
}
