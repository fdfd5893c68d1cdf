using System.Runtime.InteropServices;
using CoCa.Core;

namespace CoCa.Training.Distributed;

/// <summary>
/// The processes that <c>mpirun</c> started, by Open MPI's C library. MPI's handles are addresses of that library's objects, so other implementations of MPI, whose
/// handles are numbers, would need a communicator of their own.
/// </summary>
public sealed unsafe partial class OpenMpi : ICommunicator
{
    private const string Library = "libmpi.so.40";
    private const int Now = 2, Global = 0x100, Funneled = 1, InPlace = 1;

    private readonly nint _world, _float, _sum;

    /// <summary>Joins the others.</summary>
    /// <exception cref="MissingDependencyException">Open MPI is not installed.</exception>
    public OpenMpi()
    {
        // Open MPI opens plug-ins later, and they look for its symbols among the global ones.
        if (!OperatingSystem.IsLinux() || Open(Library, Now | Global) == 0)
            throw new MissingDependencyException("several processes need Open MPI's library (libmpi.so.40)", "apt-get install -y openmpi-bin libopenmpi3");
        nint library = NativeLibrary.Load(Library);
        _world = NativeLibrary.GetExport(library, "ompi_mpi_comm_world");
        _float = NativeLibrary.GetExport(library, "ompi_mpi_float");
        _sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum");
        Check(MPI_Init_thread(0, 0, Funneled, out _), "MPI_Init_thread");
        Check(MPI_Comm_rank(_world, out int rank), "MPI_Comm_rank");
        Check(MPI_Comm_size(_world, out int size), "MPI_Comm_size");
        (Rank, Size) = (rank, size);
    }

    /// <summary>Whether <c>mpirun</c> started this process.</summary>
    public static bool IsStarted => Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is not null;

    /// <inheritdoc />
    public int Rank { get; }

    /// <inheritdoc />
    public int Size { get; }

    /// <inheritdoc />
    public void AllReduceSum(Span<float> values)
    {
        fixed (float* p = values) Check(MPI_Allreduce(InPlace, p, values.Length, _float, _sum, _world), "MPI_Allreduce");
    }

    /// <inheritdoc />
    public void AllGather(ReadOnlySpan<float> own, Span<float> all)
    {
        if (all.Length != own.Length * Size) throw new ArgumentException($"{all.Length} values, expected {own.Length * Size}", nameof(all));
        fixed (float* from = own, to = all) Check(MPI_Allgather(from, own.Length, _float, to, own.Length, _float, _world), "MPI_Allgather");
    }

    /// <summary>Leaves; MPI cannot be joined again by this process.</summary>
    public void Dispose() => _ = MPI_Finalize();

    private static void Check(int code, string call)
    {
        if (code != 0) throw new InvalidOperationException($"{call} failed with {code}");
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string file, int flags);

    [LibraryImport(Library)]
    private static partial int MPI_Init_thread(nint count, nint arguments, int required, out int provided);

    [LibraryImport(Library)]
    private static partial int MPI_Finalize();

    [LibraryImport(Library)]
    private static partial int MPI_Comm_rank(nint communicator, out int rank);

    [LibraryImport(Library)]
    private static partial int MPI_Comm_size(nint communicator, out int size);

    [LibraryImport(Library)]
    private static partial int MPI_Allreduce(nint send, float* receive, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Library)]
    private static partial int MPI_Allgather(float* send, int sent, nint sendType, float* receive, int received, nint receiveType, nint communicator);
}
