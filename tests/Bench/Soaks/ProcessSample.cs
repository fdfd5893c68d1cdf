using System.Diagnostics;
using System.Globalization;

namespace CoCa.Bench.Soaks;

/// <summary>What this process holds at a moment.</summary>
/// <param name="Resident">Bytes of memory that it has, all told.</param>
/// <param name="Heap">Bytes of objects that are in use.</param>
/// <param name="Handles">Open files, pipes and sockets.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct ProcessSample(long Resident, long Heap, int Handles, int Threads)
{
    /// <summary>Takes one. The memory is read before the heap is collected to be measured.</summary>
    public static ProcessSample Take()
    {
        using Process self = Process.GetCurrentProcess();
        (long resident, int threads) = (self.WorkingSet64, self.Threads.Count);
        int handles = OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : self.HandleCount;
        return new(resident, GC.GetTotalMemory(forceFullCollection: true), handles, threads);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"memory {Resident / 1048576.0,7:0.00} MB   heap {Heap / 1048576.0,6:0.00} MB   handles {Handles,3}   threads {Threads,3}");
}
