using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MessagePack;

/// <summary>Writes each value in its shortest form, as the package does. https://github.com/msgpack/msgpack/blob/master/spec.md</summary>
public ref struct MessagePackWriter
{
    private readonly IBufferWriter<byte> _target;

    public MessagePackWriter(IBufferWriter<byte> writer) => _target = writer;

    /// <summary>All that was written is in the buffer already.</summary>
    public readonly void Flush()
    {
    }

    public readonly void WriteNil() => Byte(0xC0);

    public readonly void Write(bool value) => Byte(value ? (byte)0xC3 : (byte)0xC2);

    public readonly void Write(int value) => Write((long)value);

    public readonly void Write(long value)
    {
        if (value >= 0) Write((ulong)value);
        else if (value >= -32) Byte((byte)value);
        else if (value >= sbyte.MinValue) Number(0xD0, value, 1);
        else if (value >= short.MinValue) Number(0xD1, value, 2);
        else if (value >= int.MinValue) Number(0xD2, value, 4);
        else Number(0xD3, value, 8);
    }

    public readonly void Write(ulong value)
    {
        if (value <= 127) Byte((byte)value);
        else if (value <= byte.MaxValue) Number(0xCC, (long)value, 1);
        else if (value <= ushort.MaxValue) Number(0xCD, (long)value, 2);
        else if (value <= uint.MaxValue) Number(0xCE, (long)value, 4);
        else Number(0xCF, (long)value, 8);
    }

    public readonly void Write(float value) => Number(0xCA, BitConverter.SingleToInt32Bits(value), 4);

    public readonly void Write(double value) => Number(0xCB, BitConverter.DoubleToInt64Bits(value), 8);

    public readonly void Write(string? value)
    {
        if (value is null) WriteNil();
        else Write(value.AsSpan());
    }

    public readonly void Write(ReadOnlySpan<char> value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        if (length <= 31) Byte((byte)(0xA0 | length));
        else Header(0xD9, 0xDA, 0xDB, length);
        Encoding.UTF8.GetBytes(value, _target.GetSpan(length));
        _target.Advance(length);
    }

    /// <summary>Bytes, as <c>bin</c>.</summary>
    public readonly void Write(ReadOnlySpan<byte> src)
    {
        Header(0xC4, 0xC5, 0xC6, src.Length);
        _target.Write(src);
    }

    public readonly void WriteArrayHeader(int count)
    {
        if (count <= 15) Byte((byte)(0x90 | count));
        else if (count <= ushort.MaxValue) Number(0xDC, count, 2);
        else Number(0xDD, count, 4);
    }

    private readonly void Header(byte code8, byte code16, byte code32, int length)
    {
        if (length <= byte.MaxValue) Number(code8, length, 1);
        else if (length <= ushort.MaxValue) Number(code16, length, 2);
        else Number(code32, length, 4);
    }

    private readonly void Byte(byte code)
    {
        _target.GetSpan(1)[0] = code;
        _target.Advance(1);
    }

    /// <summary>A code and the low <paramref name="bytes"/> bytes of a number, the highest first.</summary>
    private readonly void Number(byte code, long value, int bytes)
    {
        Span<byte> span = _target.GetSpan(9);
        span[0] = code;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], value << 8 * (8 - bytes));
        _target.Advance(1 + bytes);
    }
}
