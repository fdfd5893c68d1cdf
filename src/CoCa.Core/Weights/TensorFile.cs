using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace CoCa.Core.Weights;

/// <summary>
/// A file of named tensors, memory-mapped: a tensor's bytes are read from the disk when they are looked at. Little-endian, row-major.
/// Reading is safe from several threads; not while disposing.
/// </summary>
public abstract class TensorFile : IDisposable
{
    /// <summary>What torch's data-parallel wrapper puts before every name.</summary>
    private protected const string WrapperPrefix = "module.";

    private readonly Dictionary<string, TensorInfo> _byName = new(StringComparer.Ordinal);

    /// <summary>The path that the file was opened with.</summary>
    public abstract string Path { get; }

    /// <summary>What is in the file, in its order.</summary>
    public abstract IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Texts that the file carries besides the tensors.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a safetensors file or a torch zip checkpoint, whichever it is by its content.</summary>
    /// <exception cref="InvalidInputException">It is neither, or is damaged.</exception>
    public static TensorFile Open(string path)
    {
        Span<byte> head = stackalloc byte[4];
        head.Clear();
        try
        {
            // Not opened: a pipe has no length either, and would be waited for.
            if (new FileInfo(path) is { Exists: true, Length: 0 }) throw new InvalidInputException($"{path}: 0 bytes, expected a safetensors file or a checkpoint of torch.save");
            using FileStream file = File.OpenRead(path);
            file.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {FileProblem.Of(e)}", e);
        }
        if (head.SequenceEqual("PK\x03\x04"u8)) return TorchCheckpoint.Open(path);
        // The number at the head of torch's older form; as the length of a safetensors header it is out of bounds.
        if (head.SequenceEqual((ReadOnlySpan<byte>)[0x80, 0x02, 0x8A, 0x0A]))
            throw new InvalidInputException($"{path}: a pickle in the form of torch before 1.6: load it with a newer torch and save it again");
        return SafetensorsFile.Open(path);
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => Index.ContainsKey(name);

    /// <summary>Type and shape of a tensor.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public TensorInfo Info(string name) => Index.TryGetValue(name, out TensorInfo? info) ? info : throw new InvalidInputException($"{Path}: no tensor {name}");

    /// <summary>The tensor's bytes as stored. Valid until the file is disposed.</summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it has more than 2^31 - 1 bytes.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        TensorInfo info = Info(name);
        return info.ByteLength <= int.MaxValue ? Read(info) : throw new InvalidInputException($"{Path}: {name} has {info.ByteLength} bytes, expected less than 2 GB in one tensor");
    }

    /// <summary>The tensor as 32-bit floats, converted from any of the float types.</summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it is not of a float type.</exception>
    public float[] Floats(string name)
    {
        _ = Bytes(name); // refuses what is too large for an array
        float[] result = GC.AllocateUninitializedArray<float>((int)Info(name).ElementCount);
        CopyFloats(name, result);
        return result;
    }

    /// <summary>As <see cref="Floats"/>, into memory of the caller's, which must have exactly the tensor's number of elements.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="Floats"/>.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void CopyFloats(string name, Span<float> destination)
    {
        TensorInfo info = Info(name);
        if (destination.Length != info.ElementCount) throw new ArgumentException($"{name} has {info.ElementCount} elements, the destination {destination.Length}", nameof(destination));
        ReadOnlySpan<byte> bytes = Bytes(name);
        switch (info.DType)
        {
            case DType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case DType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case DType.BF16:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < destination.Length; i++) destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
            case DType.F64:
                for (int i = 0; i < destination.Length; i++) destination[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * 8)..]);
                break;
            default:
                throw new InvalidInputException($"{Path}: {name} is {info.DType}, expected a float type");
        }
    }

    /// <summary>The tensor as 64-bit integers, converted from any of the integer types.</summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it is not of an integer type.</exception>
    public long[] Longs(string name)
    {
        TensorInfo info = Info(name);
        ReadOnlySpan<byte> bytes = Bytes(name);
        if (info.DType is DType.F16 or DType.BF16 or DType.F32 or DType.F64) throw new InvalidInputException($"{Path}: {name} is {info.DType}, expected an integer type");
        long[] result = new long[info.ElementCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = info.DType switch
            {
                DType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * 8)..]),
                DType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]),
                DType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]),
                DType.I8 => (sbyte)bytes[i],
                _ => bytes[i],
            };
        }
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The bytes of a tensor of this file that is known to be shorter than 2 GB.</summary>
    protected abstract ReadOnlySpan<byte> Read(TensorInfo info);

    private Dictionary<string, TensorInfo> Index
    {
        get
        {
            // Filled at the first question; the list does not change after the file is open.
            lock (_byName)
            {
                if (_byName.Count == 0)
                    foreach (TensorInfo t in Tensors) _byName.Add(t.Name, t);
                return _byName;
            }
        }
    }
}
