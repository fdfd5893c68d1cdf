using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CoCa.Core.Weights;

/// <summary>
/// Writes a safetensors file as a stream: what comes is declared first, then the tensors' bytes follow in that order, in pieces of any
/// size, so a model of any size needs no memory. A file appears under its name only at <see cref="Commit"/>; disposing without it
/// deletes what was written. Not thread-safe.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly string? _temporary;
    private readonly IReadOnlyList<TensorInfo> _tensors;
    private int _current;
    private long _written;
    private bool _done;

    private SafetensorsWriter(Stream stream, string? path, string? temporary, IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        (_stream, _path, _temporary, _tensors) = (stream, path, temporary, tensors);
        WriteHeader(metadata);
        SkipEmpty();
    }

    /// <summary>Starts a file. It is written under another name beside it until <see cref="Commit"/>, which replaces a file that is there.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    /// <exception cref="InvalidInputException">The file cannot be made.</exception>
    public static SafetensorsWriter Create(string path, IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckNames(tensors);
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.partial");
        FileStream? stream = null;
        try
        {
            stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
            return new SafetensorsWriter(stream, full, temporary, tensors, metadata);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (stream is not null)
            {
                stream.Dispose();
                File.Delete(temporary);
            }
            throw new InvalidInputException($"{path}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>Starts a file in a stream of the caller's, which stays open.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public static SafetensorsWriter Create(Stream stream, IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        CheckNames(tensors);
        return new SafetensorsWriter(stream, null, null, tensors, metadata);
    }

    /// <summary>Writes bytes of a tensor: all of it, or the piece that follows those written before.</summary>
    /// <param name="name">The tensor; the next in the declared order.</param>
    /// <param name="bytes">Elements in the declared type, little-endian, row-major.</param>
    /// <exception cref="InvalidOperationException">Another tensor is due, or the tensor is shorter.</exception>
    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        TensorInfo due = Due(name);
        if (bytes.Length > due.ByteLength - _written) throw new InvalidOperationException($"{name} has {due.ByteLength} bytes, got {_written + bytes.Length}");
        _stream.Write(bytes);
        _written += bytes.Length;
        if (_written < due.ByteLength) return;
        _current++;
        _written = 0;
        SkipEmpty();
    }

    /// <summary>As <see cref="Write"/>, from 32-bit floats; a tensor declared as F16 or BF16 is rounded to nearest even.</summary>
    /// <param name="name">The tensor; the next in the declared order.</param>
    /// <param name="values">Elements, row-major.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="Write"/>, or the tensor is declared of another type.</exception>
    public void WriteFloats(string name, ReadOnlySpan<float> values)
    {
        DType type = Due(name).DType;
        if (type == DType.F32)
        {
            foreach (ReadOnlySpan<float> piece in new SpanPieces(values)) Write(name, MemoryMarshal.AsBytes(piece));
            return;
        }
        if (type is not (DType.F16 or DType.BF16)) throw new InvalidOperationException($"{name} is declared as {type}, got floats");
        ushort[] halves = ArrayPool<ushort>.Shared.Rent(SpanPieces.Length);
        foreach (ReadOnlySpan<float> piece in new SpanPieces(values))
        {
            for (int i = 0; i < piece.Length; i++) halves[i] = type == DType.F16 ? BitConverter.HalfToUInt16Bits((Half)piece[i]) : ToBrain(piece[i]);
            Write(name, MemoryMarshal.AsBytes(halves.AsSpan(0, piece.Length)));
        }
        ArrayPool<ushort>.Shared.Return(halves);
    }

    /// <summary>Ends the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">Not all declared tensors were written.</exception>
    /// <exception cref="InvalidInputException">The file cannot be written or renamed.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        if (_current < _tensors.Count) throw new InvalidOperationException($"{_tensors[_current].Name} is not written yet");
        try
        {
            _stream.Flush();
            if (_temporary is not null)
            {
                _stream.Dispose();
                File.Move(_temporary, _path!, overwrite: true);
            }
            _done = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{_path}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>Deletes what was written, unless it was committed.</summary>
    public void Dispose()
    {
        if (_done) return;
        _done = true;
        if (_temporary is null) return;
        _stream.Dispose();
        File.Delete(_temporary);
    }

    private static ushort ToBrain(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static void CheckNames(IReadOnlyList<TensorInfo> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TensorInfo t in tensors)
            if (t.Name == SafetensorsHeader.MetadataKey || !names.Add(t.Name)) throw new ArgumentException($"{t.Name} is declared twice, or is no tensor's name", nameof(tensors));
    }

    private TensorInfo Due(string name)
    {
        ObjectDisposedException.ThrowIf(_done, this);
        if (_current == _tensors.Count) throw new InvalidOperationException($"all tensors are written, got {name}");
        TensorInfo due = _tensors[_current];
        return due.Name == name ? due : throw new InvalidOperationException($"{due.Name} is due, got {name}");
    }

    private void SkipEmpty()
    {
        while (_current < _tensors.Count && _tensors[_current].ByteLength == 0) _current++;
    }

    private void WriteHeader(IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long at = 0;
            foreach (TensorInfo t in _tensors)
            {
                json.WriteStartObject(t.Name);
                json.WriteString("dtype", t.DType == DType.Bool ? "BOOL" : t.DType.ToString());
                json.WriteStartArray("shape");
                foreach (long side in t.Shape) json.WriteNumberValue(side);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += t.ByteLength);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Spaces up to a multiple of 8, so that the data is aligned in the file.
        int padding = -buffer.WrittenCount & 7;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, buffer.WrittenCount + padding);
        _stream.Write(length);
        _stream.Write(buffer.WrittenSpan);
        _stream.Write("       "u8[..padding]);
    }

    /// <summary>A span in pieces of <see cref="Length"/> elements: the bytes of a whole one may be more than a span can hold.</summary>
    private ref struct SpanPieces(ReadOnlySpan<float> rest)
    {
        public const int Length = 1 << 16;
        private ReadOnlySpan<float> _rest = rest;

        public ReadOnlySpan<float> Current { get; private set; }

        public readonly SpanPieces GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            int n = Math.Min(Length, _rest.Length);
            Current = _rest[..n];
            _rest = _rest[n..];
            return true;
        }
    }
}
