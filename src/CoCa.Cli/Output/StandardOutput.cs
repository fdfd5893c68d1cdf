using Microsoft.Win32.SafeHandles;

namespace CoCa.Cli.Output;

/// <summary>
/// Standard output as a stream that tells when its reader has gone. The runtime's own takes such a write for done, and a command
/// behind <c>| head -1</c> would work on for nobody.
/// </summary>
internal static class StandardOutput
{
    /// <summary>The <see cref="Exception.HResult"/> of a write to a pipe that nobody reads (EPIPE).</summary>
    public const int BrokenPipe = 32;

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file's position is shared with whoever writes next to it, and a stream of this kind would not move it.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
