namespace CoCa.Inference.Sessions;

/// <summary>Counts what this library holds outside of the managed heap; a test that leaves the counts as they were leaked nothing.</summary>
internal static class NativeLedger
{
    private static long s_sessions;
    private static long s_bindings;
    private static long s_bytes;
    private static long s_values;

    /// <summary>ONNX Runtime sessions.</summary>
    public static long Sessions => Interlocked.Read(ref s_sessions);

    /// <summary>I/O bindings.</summary>
    public static long Bindings => Interlocked.Read(ref s_bindings);

    /// <summary>OrtValues.</summary>
    public static long Values => Interlocked.Read(ref s_values);

    /// <summary>Bytes of buffers.</summary>
    public static long Bytes => Interlocked.Read(ref s_bytes);

    public static void AddSessions(int n) => Interlocked.Add(ref s_sessions, n);

    public static void AddBindings(int n) => Interlocked.Add(ref s_bindings, n);

    public static void AddValues(int n) => Interlocked.Add(ref s_values, n);

    public static void AddBytes(long n) => Interlocked.Add(ref s_bytes, n);
}
