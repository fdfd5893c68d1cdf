namespace CoCa.Live.Sources;

/// <summary>Reads the numbers of one NUT packet; never past its end.</summary>
internal ref struct NutCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>A number of 7 bits a byte, most significant first, at most 63 bits.</summary>
    public ulong Number()
    {
        ulong value = 0;
        for (int i = 0; i < _rest.Length && i < 9; i++)
        {
            byte b = _rest[i];
            value = value << 7 | (uint)(b & 127);
            if (b < 128)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }
        throw new InvalidDataException(_rest.Length < 9 ? "a number runs past the end of its packet" : "a number has more than 63 bits");
    }

    /// <summary>A number that may be negative: 0, 1, -1, 2, -2, ..</summary>
    public long Signed() => Fold(Number());

    /// <summary>A number that must not be above <paramref name="limit"/>.</summary>
    public int Small(int limit, string what)
    {
        ulong value = Number();
        return value <= (ulong)limit ? (int)value : throw new InvalidDataException($"{what} is {value}, expected at most {limit}");
    }

    /// <summary>A length and that many bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        int length = Small(_rest.Length, "the length of a string");
        if (length > _rest.Length) throw new InvalidDataException("a string runs past the end of its packet");
        ReadOnlySpan<byte> value = _rest[..length];
        _rest = _rest[length..];
        return value;
    }

    private static long Fold(ulong coded)
    {
        ulong n = coded + 1;
        return (n & 1) != 0 ? -(long)(n >> 1) : (long)(n >> 1);
    }
}
