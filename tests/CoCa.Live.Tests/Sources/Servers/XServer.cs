using System.ComponentModel;
using System.Diagnostics;

namespace CoCa.Live.Tests.Sources.Servers;

/// <summary>A white X screen that nobody sees.</summary>
internal sealed class XServer : IDisposable
{
    private readonly Process _process;

    private XServer(Process process, string display) => (_process, Display) = (process, display);

    /// <summary>Its name, <c>:N</c>.</summary>
    public string Display { get; }

    /// <summary>Starts one; skips the test where there is none.</summary>
    public static XServer Start(int width, int height)
    {
        try
        {
            Process process = Process.Start(new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", $"{width}x{height}x24", "-wr", "-nolisten", "tcp"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.BeginErrorReadLine();
            string? number = process.StandardOutput.ReadLine();
            Assert.SkipWhen(number is null, "Xvfb cannot be started here");
            return new(process, ":" + number);
        }
        catch (Win32Exception)
        {
            Assert.Skip("Xvfb is not installed (Debian: apt-get install xvfb)");
            throw;
        }
    }

    /// <summary>The screen is gone at once.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
