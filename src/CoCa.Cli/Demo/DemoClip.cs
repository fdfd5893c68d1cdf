using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using CoCa.Core;

namespace CoCa.Cli.Demo;

/// <summary>
/// A real clip to show something on: people who cross a square, from Debian's package opencv-doc. It is downloaded once, needs no root, and is kept in the
/// user's cache; no byte of it is in the repository.
/// </summary>
internal static class DemoClip
{
    private const string Package = "opencv-doc", Member = "/usr/share/doc/opencv-doc/examples/data/vtest.avi", Size = "96 MB";

    private static string Cache => Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
        ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "coca-realtime", "demo");

    /// <summary>The clip's path; null where it cannot be had (no apt, no network): <paramref name="note"/> was told why.</summary>
    public static async Task<string?> FindAsync(Action<string> note, CancellationToken cancellation)
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
