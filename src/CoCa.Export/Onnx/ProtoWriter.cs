using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CoCa.Export.Onnx;

/// <summary>
/// The protobuf wire format, as much of it as an ONNX file (and TensorBoard's events) needs: tagged varints, floats and length-delimited fields.
/// A protobuf package would bring a code generator, a schema and a copy of the whole message in memory for these six methods.
/// </summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtoWriter Varint(int field, long value)
    {
        Tag(field, 0);
        Raw((ulong)value);
        return this;
    }

    public ProtoWriter Float(int field, float value)
    {
        Tag(field, 5);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public ProtoWriter Double(int field, double value)
    {
        Tag(field, 1);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2);
        Raw((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, value.Written);

    private void Tag(int field, int wireType) => Raw((ulong)(field << 3 | wireType));

    private void Raw(ulong value)
    {
        int length = Math.Max(1, (BitOperations.Log2(value) + 7) / 7);
        Span<byte> span = _bytes.GetSpan(length);
        for (int i = 0; i < length; i++, value >>= 7) span[i] = (byte)(i + 1 < length ? value | 0x80 : value);
        _bytes.Advance(length);
    }
}
