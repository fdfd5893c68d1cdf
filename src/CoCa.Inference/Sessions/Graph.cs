using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Sessions;

/// <summary>
/// One graph of a bundle on a device. On the processor it has one session that takes any sizes; on a GPU one for each set
/// of sizes, since only fixed shapes become one fused kernel. Sessions are made when first needed. Thread-safe.
/// </summary>
internal sealed class Graph(DeviceRuntime runtime, string name, string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InferenceSession> _sessions = [];
    private OrtAllocator? _memory;
    private bool _disposed;

    public string Name => name;

    public DeviceRuntime Runtime => runtime;

    /// <summary>The session for the given sizes of the graph's symbolic dimensions.</summary>
    public InferenceSession Session(params ReadOnlySpan<(string Dim, int Value)> sizes)
    {
        (string Dim, int Value)[] fixedDims = runtime.IsGpu ? sizes.ToArray() : [];
        string key = string.Join(',', fixedDims);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_sessions.TryGetValue(key, out InferenceSession? session))
            {
                session = runtime.Load(path, fixedDims, $"the {name} graph");
                _sessions.Add(key, session);
            }
            return session;
        }
    }

    /// <summary>
    /// Reserves a tensor in the GPU's memory. One input or output of a session must see tensors of one graph only: DirectML numbers the buffers of
    /// each graph's first session anew, and takes a buffer of the same number for the one that was bound before.
    /// </summary>
    public DeviceTensor Reserve(InferenceSession session, params ReadOnlySpan<long> shape)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _memory ??= runtime.Do("reserving memory", () =>
            {
                using OrtMemoryInfo memory = new("DML", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
                return new OrtAllocator(session, memory);
            });
            return new(runtime, _memory, shape);
        }
    }

    /// <summary>Disposes the sessions and the memory reserved for them; they are made anew when they are needed again.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (_memory is not null) runtime.Do("releasing memory", _memory.Dispose);
            _memory = null;
            foreach (InferenceSession session in _sessions.Values) runtime.Do("releasing a session", session.Dispose);
            NativeLedger.AddSessions(-_sessions.Count);
            _sessions.Clear();
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        Release();
    }
}
