using System.Security.Cryptography;

namespace CoCa.Export.Onnx;

/// <summary>
/// The one file of tensors that all graphs of a bundle share. Tensors are written as they come and not kept, so the memory needed is
/// that of the largest one. Each begins at a page of its own, so that a reader may map it; equal contents are stored once, whatever they are called.
/// Offsets are 64 bits wide: the file may be of any size. Not thread-safe.
/// </summary>
internal sealed class ExternalWeights(string fileName, Stream stream)
{
    /// <summary>The page size of the systems that map the file.</summary>
    public const int Alignment = 4096;

    private static readonly byte[] s_zeros = new byte[Alignment];
    private readonly Dictionary<string, StoredTensor> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredTensor> _byContent = new(StringComparer.Ordinal);
    private long _end = stream.Position;

    /// <summary>The plain name by which the graphs beside the file refer to it.</summary>
    public string FileName { get; } = fileName;

    /// <summary>
    /// The tensor known by <paramref name="key"/>, which names what it was made from and how. Only for a key that was not asked for before
    /// are its bytes made, and only for contents that are not there yet are they written.
    /// </summary>
    public StoredTensor Store(string key, TensorContent content)
    {
        if (_byKey.TryGetValue(key, out StoredTensor known)) return known;
        StoredTensor stored = Write(content());
        _byKey.Add(key, stored);
        return stored;
    }

    private StoredTensor Write(ReadOnlySpan<byte> bytes)
    {
        string hash = Convert.ToHexString(SHA256.HashData(bytes));
        if (_byContent.TryGetValue(hash, out StoredTensor known)) return known;
        int padding = (int)(-_end & (Alignment - 1));
        stream.Write(s_zeros.AsSpan(0, padding));
        stream.Write(bytes);
        var stored = new StoredTensor(_end + padding, bytes.Length);
        _end = stored.Offset + stored.Length;
        _byContent.Add(hash, stored);
        return stored;
    }
}
