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

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (InferenceSession session in _sessions.Values) runtime.Do("releasing a session", session.Dispose);
            NativeLedger.AddSessions(-_sessions.Count);
            _sessions.Clear();
        }
    }
}
