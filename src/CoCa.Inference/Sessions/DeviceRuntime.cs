using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CoCa.Core;
using CoCa.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Sessions;

/// <summary>A device in use: its queue and how sessions are made for it.</summary>
internal sealed class DeviceRuntime : IDisposable
{
    private const string SpinMicroseconds = "50";

    private readonly ModelOptions _options;
    private readonly DeviceQueue _queue;
    private readonly ReaderWriterLockSlim _use = new(LockRecursionPolicy.SupportsRecursion);
    private readonly HashSet<IDisposable> _made = [];
    private volatile bool _closed;
    private bool _disposed;

    /// <summary>Takes the device; a GPU has a thread, which all models on it share.</summary>
    public DeviceRuntime(DeviceInfo device, ModelOptions options)
    {
        (Device, _options) = (device, options);
        _queue = device.IsGpu ? DeviceThreads.Enter(device) : DeviceQueue.Inline;
    }

    public DeviceInfo Device { get; }

    public bool IsGpu => Device.IsGpu;

    /// <summary>Loads a graph, with symbolic dimensions fixed to numbers where they are given.</summary>
    public InferenceSession Load(string path, IReadOnlyList<(string Dim, int Value)> fixedDims, string what) => Do($"loading {what}", () =>
    {
        using SessionOptions options = Options(fixedDims);
        InferenceSession session = new(path, options);
        NativeLedger.AddSessions(1);
        return session;
    });

    /// <summary>Runs on the device's thread; exceptions of ONNX Runtime become this library's.</summary>
    public void Do(string doing, Action action)
    {
        try
        {
            _options.OnCall?.Invoke(doing);
            _queue.Run(action);
        }
        catch (Exception e) when (OrtErrors.IsOurs(e))
        {
            throw OrtErrors.Translate(e, doing, Device);
        }
    }

    /// <summary>Runs on the device's thread and returns the result.</summary>
    public T Do<T>(string doing, Func<T> function)
    {
        T result = default!;
        Do(doing, () => { result = function(); });
        return result;
    }

    /// <summary>Runs a graph. Refuses once <see cref="Close"/> was called: the sessions are gone or going.</summary>
    public void Run(string doing, Action action)
    {
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(CoCaModel));
            Do(doing, action);
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    /// <summary>Notes something that holds memory of the device's sessions and must go before them.</summary>
    public void Track(IDisposable made)
    {
        lock (_made) _made.Add(made);
    }

    /// <summary>It was disposed.</summary>
    public void Untrack(IDisposable made)
    {
        lock (_made) _made.Remove(made);
    }

    /// <summary>Waits for the runs of other threads, lets no further one begin, and disposes everything that was made of the sessions.</summary>
    public void Close()
    {
        _use.EnterWriteLock();
        _closed = true;
        _use.ExitWriteLock();
        DisposeMade();
    }

    /// <summary>Waits for the runs of other threads, disposes everything that was made of the sessions and, by <paramref name="disposeSessions"/>, these; runs may begin again afterwards.</summary>
    public void Reset(Action disposeSessions)
    {
        _use.EnterWriteLock();
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(CoCaModel));
            DisposeMade();
            disposeSessions();
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    /// <summary>Refuses once <see cref="Close"/> was called.</summary>
    public void CheckOpen() => ObjectDisposedException.ThrowIf(_closed, typeof(CoCaModel));

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (IsGpu) DeviceThreads.Leave(Device);
    }

    private void DisposeMade()
    {
        IDisposable[] left;
        lock (_made) left = [.. _made];
        foreach (IDisposable made in left) made.Dispose();
    }

    private SessionOptions Options(IReadOnlyList<(string Dim, int Value)> fixedDims)
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // What goes wrong is thrown: a log of its own would say it a second time, on the user's terminal.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            InterOpNumThreads = 1,
        };
        foreach ((string dim, int value) in fixedDims) options.AddFreeDimensionOverrideByName(dim, value);
        if (IsGpu)
        {
            options.EnableMemoryPattern = false;
            if (!_options.AllowCpuFallback) options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            AppendDirectMl(options);
            return options;
        }
        options.IntraOpNumThreads = _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount;
        // A graph is hundreds of small operations, and to wake a sleeping thread takes longer than many of them: threads spin from one to the next, not
        // for long, for others may want the core, and not between runs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        options.AddSessionConfigEntry("session.intra_op.spin_duration_us", SpinMicroseconds);
        options.AddSessionConfigEntry("session.force_spinning_stop", _options.AllowSpinning ? "0" : "1");
        // Without VNNI the u8 x s8 kernels saturate: let ONNX Runtime take the exact u8 x u8 ones.
        if (!Processor.HasExactInt8) options.AddSessionConfigEntry("session.x64quantprecision", "1");
        return options;
    }

    [SuppressMessage("Design", "CA1031", Justification = "the cause is kept and the message says what to do")]
    private void AppendDirectMl(SessionOptions options)
    {
        try
        {
            options.AppendExecutionProvider_DML(Device.AdapterIndex);
        }
        catch (EntryPointNotFoundException e)
        {
            throw new MissingDependencyException($"this build of ONNX Runtime has no DirectML, {Device.Name} cannot be used",
                string.Create(CultureInfo.InvariantCulture, $"use --device cpu, or a build with the package Microsoft.ML.OnnxRuntime.DirectML"), e);
        }
    }
}
