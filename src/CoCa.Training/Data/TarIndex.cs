using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CoCa.Training.Data;

/// <summary>
/// The files in a tar archive (POSIX ustar and pax, GNU long names), found by walking over the headers. Nothing that a header says is
/// believed before it was compared with the archive's length; at the first header that makes no sense the walk ends, and what came before counts.
/// </summary>
internal static class TarIndex
{
    private const int Block = 512;

    /// <summary>Longer names are no names.</summary>
    private const int MaxExtension = 1 << 16;

    /// <summary>Walks over an archive.</summary>
    /// <param name="tar">The archive; its length must be known.</param>
    /// <param name="problem">Why the walk ended early; null if it reached the archive's end.</param>
    public static List<TarEntry> Read(Stream tar, out string? problem)
    {
        List<TarEntry> entries = [];
        byte[] header = new byte[Block];
        long length = tar.Length, at = 0;
        string? longName = null;
        long? longSize = null;
        problem = null;
        while (at < length)
        {
            if (length - at < Block)
            {
                problem = $"it is cut short: {length - at} bytes are left where a header of {Block} should be (byte {at})";
                break;
            }
            tar.Position = at;
            tar.ReadExactly(header);
            if (header.AsSpan().IndexOfAnyExcept((byte)0) < 0) break;
            if (!HasChecksum(header) || Number(header.AsSpan(124, 12)) is not { } size)
            {
                problem = $"the header at byte {at} is damaged";
                break;
            }
            byte type = header[156];
            bool isExtension = type is (byte)'x' or (byte)'L' or (byte)'g' or (byte)'K';
            if (!isExtension && longSize is { } known) size = known;
            long start = at + Block;
            if (size > length - start)
            {
                problem = $"it is cut short: \"{longName ?? NameOf(header)}\" should have {size} bytes, {length - start} are there";
                break;
            }
            // Padding may be missing after the last file only, and then the walk ends anyway.
            at = start + (size + Block - 1) / Block * Block;
            if (isExtension)
            {
                if (type is (byte)'g' or (byte)'K' || size > MaxExtension) continue;
                byte[] extension = new byte[size];
                tar.ReadExactly(extension);
                if (type == (byte)'L') longName = Encoding.UTF8.GetString(extension).TrimEnd('\0');
                else ReadPax(extension, ref longName, ref longSize);
                continue;
            }
            if (type is 0 or (byte)'0' or (byte)'7' && size <= Array.MaxLength) entries.Add(new(longName ?? NameOf(header), start, (int)size));
            (longName, longSize) = (null, null);
        }
        return entries;
    }

    /// <summary>The sum of a header's bytes, its own place counted as blanks; some old writers added signed bytes.</summary>
    private static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        long unsigned = 0, signed = 0;
        for (int i = 0; i < Block; i++)
        {
            byte b = i is >= 148 and < 156 ? (byte)' ' : header[i];
            unsigned += b;
            signed += (sbyte)b;
        }
        return Number(header.Slice(148, 8)) is { } stated && (stated == unsigned || stated == signed);
    }

    /// <summary>A number in octal digits, or in GNU's binary form for what is too large for them; null if it is neither.</summary>
    private static long? Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            long big = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return big < 0 || field[1..^8].IndexOfAnyExcept((byte)0) >= 0 ? null : big;
        }
        long value = 0;
        foreach (byte b in field.Trim((ReadOnlySpan<byte>)[(byte)' ', 0]))
        {
            if (b is < (byte)'0' or > (byte)'7') return null;
            value = value * 8 + b - '0';
        }
        return value;
    }

    private static string NameOf(ReadOnlySpan<byte> header)
    {
        string name = Text(header[..100]);
        bool hasPrefix = header.Slice(257, 6).SequenceEqual("ustar\0"u8) && header[345] != 0;
        return hasPrefix ? $"{Text(header.Slice(345, 155))}/{name}" : name;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Records of the form <c>"LENGTH KEY=VALUE\n"</c>, the length counting itself.</summary>
    private static void ReadPax(ReadOnlySpan<byte> records, ref string? name, ref long? size)
    {
        while (records.IndexOf((byte)' ') is > 0 and < 8 and int blank
            && int.TryParse(records[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length > blank + 1 && length <= records.Length)
        {
            ReadOnlySpan<byte> record = records[(blank + 1)..length].TrimEnd((byte)'\n');
            if (record.StartsWith("path="u8)) name = Encoding.UTF8.GetString(record["path=".Length..]);
            if (record.StartsWith("size="u8) && long.TryParse(record["size=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)) size = bytes;
            records = records[length..];
        }
    }
}
