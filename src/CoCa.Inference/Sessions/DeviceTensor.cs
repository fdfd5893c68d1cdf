using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Sessions;

/// <summary>
/// Float numbers in a GPU's memory, with whatever was there before in it. Only graphs read and write it. Made by <see cref="Graph.Reserve"/>; goes with the model at the latest.
/// </summary>
internal sealed class DeviceTensor : IDisposable
{
    private readonly DeviceRuntime _runtime;
    private readonly long _bytes = sizeof(float);
    private bool _disposed;

    /// <summary>Reserves the memory.</summary>
    public DeviceTensor(DeviceRuntime runtime, OrtAllocator allocator, ReadOnlySpan<long> shape)
    {
        _runtime = runtime;
        long[] sizes = shape.ToArray();
        foreach (long size in sizes) _bytes = checked(_bytes * size);
        Value = runtime.Do("reserving memory", () => OrtValue.CreateAllocatedTensorValue(allocator, TensorElementType.Float, sizes));
        runtime.Track(this);
        NativeLedger.AddValues(1);
        NativeLedger.AddBytes(_bytes);
    }

    /// <summary>What is bound.</summary>
    public OrtValue Value { get; }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _runtime.Untrack(this);
        _runtime.Do("freeing memory", Value.Dispose);
        NativeLedger.AddValues(-1);
        NativeLedger.AddBytes(-_bytes);
    }
}
