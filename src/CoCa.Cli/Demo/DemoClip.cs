using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using CoCa.Core;

namespace CoCa.Cli.Demo;

/// <summary>
/// Something to show: people who cross a square, a clip of Debian's package opencv-doc, which is downloaded once, needs no root, and is kept in the user's cache (no byte
/// of it is in the repository); where it cannot be had a camera, and where there is none a test picture that ffmpeg draws.
/// </summary>
internal static class DemoClip
{
    private const string Package = "opencv-doc", Member = "/usr/share/doc/opencv-doc/examples/data/vtest.avi", Size = "96 MB";

    private static string Cache => Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
        ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "coca-realtime", "demo");

    /// <summary>What a source is called; <paramref name="note"/> is told what is downloaded, and what could not be had.</summary>
    public static async Task<string> FindAsync(Action<string> note, CancellationToken cancellation)
    {
        if (await FindClipAsync(note, cancellation).ConfigureAwait(false) is { } clip) return clip;
        if (File.Exists("/dev/video0") || OperatingSystem.IsMacOS()) return "camera";
        string drawn = Path.Combine(Cache, "drawn.avi");
        if (!File.Exists(drawn))
        {
            Directory.CreateDirectory(Cache);
            if (await RunAsync("ffmpeg", ["-nostdin", "-y", "-v", "error", "-f", "lavfi", "-i", "testsrc2=duration=60:size=640x360:rate=15", $"file:{drawn}.new.avi"], Cache, cancellation).ConfigureAwait(false) is { } failed)
                throw new MissingDependencyException($"there is nothing to show: no clip, no camera, and none can be drawn: {failed}", "apt-get install ffmpeg");
            File.Move($"{drawn}.new.avi", drawn, overwrite: true);
        }
        return drawn;
    }

    private static async Task<string?> FindClipAsync(Action<string> note, CancellationToken cancellation)
    {
        string clip = Path.Combine(Cache, "vtest.avi");
        if (File.Exists(clip)) return clip;
        string folder = Directory.CreateTempSubdirectory("coca-demo-").FullName;
        try
        {
            note($"the demo's clip comes with the package {Package}: downloading {Size}, once");
            if (await RunAsync("apt-get", ["download", Package], folder, cancellation).ConfigureAwait(false) is { } failed)
            {
                note($"it could not be had: {failed}");
                return null;
            }
            string package = Directory.EnumerateFiles(folder, "*.deb").Single();
            Directory.CreateDirectory(Cache);
            await ExtractAsync(package, $"{clip}.new", cancellation).ConfigureAwait(false);
            File.Move($"{clip}.new", clip, overwrite: true);
            return clip;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Takes one file out of a Debian package, whose contents dpkg-deb gives as a tar.</summary>
    private static async Task ExtractAsync(string package, string target, CancellationToken cancellation)
    {
        using Process process = Start("dpkg-deb", ["--fsys-tarfile", package], Path.GetDirectoryName(package)!);
        try
        {
            TarReader tar = new(process.StandardOutput.BaseStream);
            await using (tar.ConfigureAwait(false))
                while (await tar.GetNextEntryAsync(cancellationToken: cancellation).ConfigureAwait(false) is { } entry)
                    if (entry.Name.TrimStart('.') == Member)
                    {
                        await entry.ExtractToFileAsync(target, overwrite: true, cancellation).ConfigureAwait(false);
                        return;
                    }
            throw new InvalidInputException($"{Package} has no {Member}");
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Null when it worked, else why not, in one line.</summary>
    private static async Task<string?> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        try
        {
            using Process process = Start(program, arguments, folder);
            using CancellationTokenRegistration kill = cancellation.Register(() => process.Kill());
            Task<string> said = process.StandardOutput.ReadToEndAsync(CancellationToken.None), complained = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            await said.ConfigureAwait(false);
            string[] lines = (await complained.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return process.ExitCode == 0 ? null : lines.FirstOrDefault(l => l.StartsWith("E:", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? $"{program} ended with {process.ExitCode}";
        }
        catch (Win32Exception)
        {
            return $"there is no {program} on this system";
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments, string folder)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
