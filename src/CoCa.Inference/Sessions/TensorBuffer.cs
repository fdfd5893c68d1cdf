using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Sessions;

/// <summary>
/// Native memory, aligned to cache lines, of a number of equal rows of one type. Graphs are bound to views of some of its rows,
/// and C# reads and writes the same memory as spans, so nothing is copied between. Views live as long as the buffer. Not thread-safe.
/// </summary>
internal sealed unsafe class TensorBuffer : IDisposable
{
    private readonly TensorElementType _type;
    private readonly long[] _rowShape;
    private readonly Dictionary<(int First, int Rows), OrtValue> _views = [];
    private byte* _memory;

    /// <summary>Zeroed memory for <paramref name="rows"/> rows of the given shape (without the row dimension).</summary>
    public TensorBuffer(TensorElementType type, int rows, params ReadOnlySpan<long> rowShape)
    {
        (_type, Rows, _rowShape) = (type, rows, rowShape.ToArray());
        ElementSize = type switch
        {
            TensorElementType.Bool or TensorElementType.UInt8 or TensorElementType.Int8 => 1,
            TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
            TensorElementType.Int64 => 8,
            _ => 4,
        };
        long elements = 1;
        foreach (long dim in rowShape) elements = checked(elements * dim);
        RowElements = checked((int)elements);
        Bytes = checked(rows * elements * ElementSize);
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(Bytes, 64), 64);
        NativeMemory.Clear(_memory, (nuint)Bytes);
        NativeLedger.AddBytes(Bytes);
    }

    /// <summary>Frees memory that nobody disposed.</summary>
    ~TensorBuffer() => Free();

    public int Rows { get; }

    public int ElementSize { get; }

    /// <summary>Elements of one row.</summary>
    public int RowElements { get; }

    public long Bytes { get; }

    /// <summary>The elements of some rows.</summary>
    public Span<T> Span<T>(int firstRow, int rows) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)firstRow, (uint)Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)(Rows - firstRow));
        if (Unsafe.SizeOf<T>() != ElementSize) throw new ArgumentException($"the elements have {ElementSize} bytes, {typeof(T)} has {Unsafe.SizeOf<T>()}");
        return new(_memory + (long)firstRow * RowElements * ElementSize, checked(rows * RowElements));
    }

    /// <summary>Copies <paramref name="bytes"/> bytes between places given in bytes from the start; for caches of more than 2 GB.</summary>
    public void Move(long from, long to, long bytes)
    {
        if (from < 0 || to < 0 || bytes < 0 || from + bytes > Bytes || to + bytes > Bytes) throw new ArgumentOutOfRangeException(nameof(from));
        NativeMemory.Copy(_memory + from, _memory + to, (nuint)bytes);
    }

    /// <summary>Some rows as a tensor [rows, row shape]; cached.</summary>
    public OrtValue View(int firstRow, int rows)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        if (_views.TryGetValue((firstRow, rows), out OrtValue? view)) return view;
        view = Shaped(firstRow, rows, [rows, .. _rowShape]);
        _views.Add((firstRow, rows), view);
        return view;
    }

    public void Dispose()
    {
        foreach (OrtValue view in _views.Values) view.Dispose();
        NativeLedger.AddValues(-_views.Count);
        _views.Clear();
        Free();
        GC.SuppressFinalize(this);
    }

    private OrtValue Shaped(int firstRow, int rows, long[] shape)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)firstRow, (uint)Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)(Rows - firstRow));
        long rowBytes = (long)RowElements * ElementSize;
        OrtValue value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _type, shape, (nint)(_memory + firstRow * rowBytes), rows * rowBytes);
        NativeLedger.AddValues(1);
        return value;
    }

    private void Free()
    {
        if (_memory is null) return;
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        NativeLedger.AddBytes(-Bytes);
    }
}
