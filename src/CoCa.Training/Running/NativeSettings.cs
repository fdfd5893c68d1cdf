using System.Runtime.InteropServices;

namespace CoCa.Training.Running;

/// <summary>Settings of the C library and of OpenMP that a training process wants, made before libtorch is loaded. What the environment says already stays.</summary>
public static partial class NativeSettings
{
    private const int TrimThreshold = -1, MaximumMaps = -4, MaximumArenas = -8;

    /// <summary>Call it once, first thing in the program; it does nothing where it does not apply.</summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux()) return;
        // glibc gives large blocks back to the system at every free, and the next operation pays for fresh, zeroed pages: most of the time of a
        // convolution over large maps. Freed memory is kept instead, as other allocators do.
        if (Environment.GetEnvironmentVariable("LD_PRELOAD") is null && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out _))
        {
            _ = SetMalloc(MaximumMaps, 0);
            _ = SetMalloc(TrimThreshold, -1);
            _ = SetMalloc(MaximumArenas, 1);
        }
        // By default idle OpenMP threads spin for milliseconds: beside other work, or with several processes on a machine, operations of microseconds then take as long.
        _ = SetEnvironment("GOMP_SPINCOUNT", "10000", 0);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMalloc(int parameter, int value);

    // .NET's own call changes a copy that native libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
