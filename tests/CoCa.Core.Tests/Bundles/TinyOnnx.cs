using System.Text;

namespace CoCa.Core.Tests.Bundles;

/// <summary>ONNX files of nothing but a tensor whose bytes lie elsewhere.</summary>
internal static class TinyOnnx
{
    /// <summary>A graph without weights of its own.</summary>
    public static byte[] Empty { get; } = [0x08, 8, .. Field(7, Field(2, "g"u8))];

    /// <summary>A graph with an initializer of external data.</summary>
    public static byte[] Of(string location, string? offset = null, string? length = null) => [0x08, 8, .. Field(7, Field(5, Tensor(location, offset, length)))];

    /// <summary>The same tensor in each place of a model that can hold one.</summary>
    public static IEnumerable<byte[]> Everywhere(string location)
    {
        byte[] tensor = Tensor(location, null, null), sparse = Field(1, tensor);
        byte[][] attributes = [Field(5, tensor), Field(10, tensor), Field(22, sparse), Field(23, sparse), Field(6, Field(5, tensor)), Field(11, Field(1, Field(5, Field(6, Field(15, sparse)))))];
        foreach (byte[] attribute in attributes)
        {
            byte[] node = Field(5, attribute);
            yield return Field(7, Field(1, node));
            yield return [.. Empty, .. Field(25, Field(7, node))];
            yield return [.. Empty, .. Field(20, Field(2, Field(1, node)))];
        }
    }

    private static byte[] Tensor(string location, string? offset, string? length)
    {
        List<byte> bytes = [.. Entry("location", location)];
        if (offset is not null) bytes.AddRange(Entry("offset", offset));
        if (length is not null) bytes.AddRange(Entry("length", length));
        return [0x10, 1, .. bytes, 0x70, 1]; // float, external
    }

    private static byte[] Entry(string key, string value) => Field(13, [.. Field(1, Encoding.UTF8.GetBytes(key)), .. Field(2, Encoding.UTF8.GetBytes(value))]);

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [];
        Varint((uint)number << 3 | 2);
        Varint((uint)content.Length);
        return [.. bytes, .. content];

        void Varint(uint value)
        {
            for (; value > 127; value >>= 7) bytes.Add((byte)(value | 0x80));
            bytes.Add((byte)value);
        }
    }
}
