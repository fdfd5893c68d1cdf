namespace CoCa.Inference.Devices;

/// <summary>Where the calls to a device are made. <see cref="Inline"/> for the processor, a <see cref="DeviceThread"/> for a GPU.</summary>
internal abstract class DeviceQueue : IDisposable
{
    /// <summary>Runs everything on the caller's thread: ONNX Runtime's CPU sessions take calls from any.</summary>
    public static DeviceQueue Inline { get; } = new InlineQueue();

    /// <summary>Runs <paramref name="action"/> and returns when it is done; its exception is the caller's.</summary>
    public abstract void Run(Action action);

    /// <summary>Runs a function and returns its result.</summary>
    public T Run<T>(Func<T> function)
    {
        T result = default!;
        Run(() => { result = function(); });
        return result;
    }

    /// <summary>Ends the thread, if there is one, after what was posted before.</summary>
    public abstract void Dispose();

    private sealed class InlineQueue : DeviceQueue
    {
        public override void Run(Action action) => action();

        public override void Dispose()
        {
        }
    }
}
