using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Sessions;

/// <summary>
/// A tensor in a GPU's memory, with whatever was there before in it. Every session on the device can be bound to it; only graphs read and write it. It goes before the
/// session that it was made with.
/// </summary>
internal sealed class DeviceTensor : IDisposable
{
    private readonly DeviceRuntime _runtime;
    private readonly OrtAllocator _allocator;
    private readonly long _bytes;
    private bool _disposed;

    /// <summary>Reserves memory of the device that <paramref name="session"/> runs on, for float elements.</summary>
    public DeviceTensor(DeviceRuntime runtime, InferenceSession session, params ReadOnlySpan<long> shape)
    {
        _runtime = runtime;
        long[] sizes = shape.ToArray();
        _bytes = sizes.Aggregate((long)sizeof(float), (product, size) => checked(product * size));
        (_allocator, Value) = runtime.Do("reserving memory", () =>
        {
            using OrtMemoryInfo memory = new("DML", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
            OrtAllocator allocator = new(session, memory);
            return (allocator, OrtValue.CreateAllocatedTensorValue(allocator, TensorElementType.Float, sizes));
        });
        NativeLedger.AddValues(1);
        NativeLedger.AddBytes(_bytes);
        runtime.Track(this);
    }

    /// <summary>What is bound.</summary>
    public OrtValue Value { get; }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _runtime.Untrack(this);
        _runtime.Do("freeing memory", () =>
        {
            Value.Dispose();
            _allocator.Dispose();
        });
        NativeLedger.AddValues(-1);
        NativeLedger.AddBytes(-_bytes);
    }
}
