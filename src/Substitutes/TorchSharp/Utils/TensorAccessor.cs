using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Reads and writes a tensor's values in the order of its shape, whatever its strides are. Holds the tensor, does not own it.</summary>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }
    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public T[] ToArray()
    {
        var values = new T[Count];
        CopyTo(values);
        return values;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = checked((int)(Count - tensorIndex));
        Span<T> target = array.Slice(arrayIndex, count);
        if (_tensor.is_contiguous()) Memory(tensorIndex, count).CopyTo(target);
        else for (int i = 0; i < count; i++) target[i] = *At(tensorIndex + i);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = checked((int)Math.Min(Count - tensorIndex, array.Length - arrayIndex));
        ReadOnlySpan<T> source = array.Slice(arrayIndex, count);
        if (_tensor.is_contiguous()) source.CopyTo(Memory(tensorIndex, count));
        else for (int i = 0; i < count; i++) *At(tensorIndex + i) = source[i];
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    private Span<T> Memory(long from, int count) => count == 0 ? [] : new Span<T>((T*)_tensor.Address() + from, count);

    private T* At(long[] indices)
    {
        if (indices.Length != _shape.Length) throw new ArgumentException($"{indices.Length} indices for a tensor of shape [{string.Join(", ", _shape)}]");
        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)_shape[i]) throw new ArgumentOutOfRangeException(nameof(indices), $"index [{string.Join(", ", indices)}] of a tensor of shape [{string.Join(", ", _shape)}]");
            offset += indices[i] * _strides[i];
        }
        return (T*)_tensor.FirstAddress() + offset;
    }

    private T* At(long number)
    {
        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            (number, long index) = Math.DivRem(number, _shape[i]);
            offset += index * _strides[i];
        }
        return (T*)_tensor.FirstAddress() + offset;
    }
}
