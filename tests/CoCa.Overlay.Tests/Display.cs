using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CoCa.Overlay.Tests;

/// <summary>A screen that nobody sees (Xvfb), with a mouse in its middle; windows of this process and of those that it starts open there.</summary>
public sealed partial class Display : IDisposable
{
    private readonly Process? _server;

    public Display()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            ProcessStartInfo start = new("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string a in (string[])["-displayfd", "1", "-screen", "0", "1600x900x24", "-nolisten", "tcp"]) start.ArgumentList.Add(a);
            _server = Process.Start(start)!;
            _server.ErrorDataReceived += (_, _) => { };
            _server.BeginErrorReadLine();
            Name = _server.StandardOutput.ReadLine() is { Length: > 0 } number ? $":{number}" : null;
            // The C library's environment is not the one that .NET changes.
            if (Name is not null) SetEnvironment("DISPLAY", Name, 1);
            Environment.SetEnvironmentVariable("DISPLAY", Name);
        }
        catch (Win32Exception)
        {
            // Not installed: the tests say so.
        }
    }

    /// <summary>What it is called; null: there is none.</summary>
    public string? Name { get; }

    /// <summary>Skips the running test where there is no screen.</summary>
    public void Require()
    {
        Assert.SkipUnless(Name is not null, "there is no Xvfb here (apt-get install xvfb)");
        Assert.SkipUnless(NativeLibrary.TryLoad("libglfw.so.3", out _) || NativeLibrary.TryLoad("libglfw.so.3.3", out _), "there is no GLFW here (apt-get install libglfw3)");
    }

    /// <summary>Presses keys for real, as a person at that screen.</summary>
    public static void Press(params string[] keys) => Tool(["mousemove", "400", "300", "key", "--clearmodifiers", .. keys]);

    /// <summary>Types a text for real.</summary>
    public static void Write(string text) => Tool(["type", text]);

    public void Dispose()
    {
        if (_server is null) return;
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private static void Tool(string[] arguments)
    {
        try
        {
            using Process tool = Process.Start("xdotool", arguments);
            tool.WaitForExit();
            Assert.Equal(0, tool.ExitCode);
        }
        catch (Win32Exception)
        {
            Assert.Skip("there is no xdotool here (apt-get install xdotool)");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
