using System.ComponentModel;
using System.Diagnostics;

namespace CoCa.Live.Tests.Sinks;

/// <summary>A real file system with little room, in memory; disposal takes it away.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Mounts one; skips the test where that is not allowed.</summary>
    public SmallDisk(int kilobytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "coca-test", _folder.Path)) return;
        _folder.Dispose();
        Assert.Skip("a small file system cannot be mounted here: that takes root on Linux");
    }

    public string this[string name] => _folder[name];

    public void Dispose()
    {
        Run("umount", "-l", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
