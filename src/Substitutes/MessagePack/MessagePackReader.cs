using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MessagePack;

/// <summary>
/// Reads values; an end within one is an <see cref="EndOfStreamException"/>, a value of another type a <see cref="MessagePackSerializationException"/>, a number that its type
/// cannot hold an <see cref="OverflowException"/>, as with the package. Nothing is allocated for a length that the buffer does not hold.
/// </summary>
public ref struct MessagePackReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private int _at;

    public MessagePackReader(ReadOnlyMemory<byte> memory) => _memory = memory;

    public readonly long Consumed => _at;

    public readonly bool End => _at == _memory.Length;

    public readonly bool IsNil => NextCode == 0xC0;

    public readonly byte NextCode => End ? throw new EndOfStreamException() : _memory.Span[_at];

    public bool TryReadNil()
    {
        if (!IsNil) return false;
        _at++;
        return true;
    }

    public bool ReadBoolean()
    {
        byte code = NextCode;
        if (code is not (0xC2 or 0xC3)) throw Unexpected(code, "a boolean");
        _at++;
        return code == 0xC3;
    }

    public int ReadInt32() => checked((int)ReadInt64());

    public long ReadInt64()
    {
        byte code = NextCode;
        switch (code)
        {
            case <= 0x7F or >= 0xE0:
                _at++;
                return (sbyte)code;
            case 0xCC:
                return (byte)Number(1);
            case 0xCD:
                return (ushort)Number(2);
            case 0xCE:
                return (uint)Number(4);
            case 0xCF:
                long value = Number(8);
                return value >= 0 ? value : throw new OverflowException();
            case 0xD0:
                return (sbyte)Number(1);
            case 0xD1:
                return (short)Number(2);
            case 0xD2:
                return (int)Number(4);
            case 0xD3:
                return Number(8);
            default:
                throw Unexpected(code, "a whole number");
        }
    }

    public float ReadSingle() => NextCode switch
    {
        0xCA => BitConverter.Int32BitsToSingle((int)Number(4)),
        0xCB => (float)BitConverter.Int64BitsToDouble(Number(8)),
        <= 0x7F or >= 0xCC and <= 0xD3 or >= 0xE0 => ReadInt64(),
        byte code => throw Unexpected(code, "a number"),
    };

    public string? ReadString()
    {
        byte code = NextCode;
        if (TryReadNil()) return null;
        int length;
        if (code is >= 0xA0 and <= 0xBF)
        {
            (length, _) = (code & 31, _at++);
        }
        else
        {
            length = code switch
            {
                0xD9 => Length(1),
                0xDA => Length(2),
                0xDB => Length(4),
                _ => throw Unexpected(code, "a text"),
            };
        }
        return Encoding.UTF8.GetString(Take(length).Span);
    }

    public ReadOnlySequence<byte>? ReadBytes()
    {
        byte code = NextCode;
        if (TryReadNil()) return null;
        int length = code switch
        {
            0xC4 => Length(1),
            0xC5 => Length(2),
            0xC6 => Length(4),
            _ => throw Unexpected(code, "bytes"),
        };
        return new(Take(length));
    }

    public int ReadArrayHeader()
    {
        byte code = NextCode;
        int count;
        if (code is >= 0x90 and <= 0x9F)
        {
            (count, _) = (code & 15, _at++);
        }
        else
        {
            count = code switch
            {
                0xDC => Length(2),
                0xDD => Length(4),
                _ => throw Unexpected(code, "an array"),
            };
        }
        // Every element has a byte at least.
        return count <= _memory.Length - _at ? count : throw new EndOfStreamException();
    }

    private static MessagePackSerializationException Unexpected(byte code, string expected) => new($"Unexpected msgpack code {code:X2}, expected {expected}");

    private int Length(int bytes)
    {
        long length = Number(bytes) & (1L << 8 * bytes) - 1;
        return length <= int.MaxValue ? (int)length : throw new EndOfStreamException();
    }

    /// <summary>The number in the bytes after the code, the highest first, its sign that of the highest bit.</summary>
    private long Number(int bytes)
    {
        if (_memory.Length - _at < 1 + bytes) throw new EndOfStreamException();
        Span<byte> all = stackalloc byte[8];
        _memory.Span.Slice(_at + 1, bytes).CopyTo(all);
        _at += 1 + bytes;
        return BinaryPrimitives.ReadInt64BigEndian(all) >> 8 * (8 - bytes);
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > _memory.Length - _at) throw new EndOfStreamException();
        ReadOnlyMemory<byte> taken = _memory.Slice(_at, length);
        _at += length;
        return taken;
    }
}
