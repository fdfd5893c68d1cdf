using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<byte>(rawArray, [rawArray.LongLength], ScalarType.Byte, dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<byte>(rawArray, dimensions.ToArray(), ScalarType.Byte, dtype, device, requires_grad);
    public static Tensor tensor(Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<byte>(rawArray.Span, dimensions.ToArray(), ScalarType.Byte, dtype, device, requires_grad);
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<int>(rawArray, [rawArray.LongLength], ScalarType.Int32, dtype, device, requires_grad);
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<int>(rawArray, dimensions.ToArray(), ScalarType.Int32, dtype, device, requires_grad);
    public static Tensor tensor(Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<int>(rawArray.Span, dimensions.ToArray(), ScalarType.Int32, dtype, device, requires_grad);
    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<int>(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, int>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Int32, dtype, device, requires_grad);
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<long>(dataArray, [dataArray.LongLength], ScalarType.Int64, dtype, device, requires_grad);
    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<long>(dataArray, dimensions.ToArray(), ScalarType.Int64, dtype, device, requires_grad);
    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<long>(rawArray.Span, dimensions.ToArray(), ScalarType.Int64, dtype, device, requires_grad);
    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<long>(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, long>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Int64, dtype, device, requires_grad);
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<float>(rawArray, [rawArray.LongLength], ScalarType.Float32, dtype, device, requires_grad);
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<float>(rawArray, dimensions.ToArray(), ScalarType.Float32, dtype, device, requires_grad);
    public static Tensor tensor(Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<float>(rawArray.Span, dimensions.ToArray(), ScalarType.Float32, dtype, device, requires_grad);
    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<float>(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, float>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Float32, dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<double>(rawArray, [rawArray.LongLength], ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<double>(rawArray, dimensions.ToArray(), ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<double>(rawArray.Span, dimensions.ToArray(), ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<double>(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, double>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<bool>(rawArray, [rawArray.LongLength], ScalarType.Bool, dtype, device, requires_grad);
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<bool>(rawArray, dimensions.ToArray(), ScalarType.Bool, dtype, device, requires_grad);
    public static Tensor tensor(bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<bool>(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, bool>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Bool, dtype, device, requires_grad);
    public static Tensor tensor(Half[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<Half>(rawArray, [rawArray.LongLength], ScalarType.Float16, dtype, device, requires_grad);
    public static Tensor tensor(Half[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<Half>(rawArray, dimensions.ToArray(), ScalarType.Float16, dtype, device, requires_grad);
    public static Tensor tensor(Memory<Half> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copy<Half>(rawArray.Span, dimensions.ToArray(), ScalarType.Float16, dtype, device, requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) => Copy<int>([scalar], [], ScalarType.Int32, null, device, requires_grad);
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => Copy<float>([scalar], [], ScalarType.Float32, null, device, requires_grad);
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Copy<long>([scalar], [], ScalarType.Int64, dtype, device, requires_grad);
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Copy<double>([scalar], [], ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Copy<bool>([scalar], [], ScalarType.Bool, dtype, device, requires_grad);

    private static unsafe Tensor Copy<T>(ReadOnlySpan<T> values, long[] shape, ScalarType own, ScalarType? wanted, Device? device, bool requires_grad) where T : unmanaged
    {
        long count = 1;
        foreach (long size in shape) count = checked(count * size);
        if (count != values.Length) throw new ArgumentException($"{values.Length} values for a tensor of shape [{string.Join(", ", shape)}], which has {count}");
        Tensor made;
        fixed (T* data = values) made = Make(shape, own, device, data);
        return (wanted is { } type && type != own ? made.to_type(type, disposeAfter: true) : made).requires_grad_(requires_grad);
    }
}
