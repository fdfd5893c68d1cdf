namespace CoCa.Inference.Devices;

/// <summary>Where the calls to a device are made. <see cref="Inline"/> for the processor, a <see cref="DeviceThread"/> for a GPU.</summary>
internal abstract class DeviceQueue
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

    private sealed class InlineQueue : DeviceQueue
    {
        public override void Run(Action action) => action();
    }
}
