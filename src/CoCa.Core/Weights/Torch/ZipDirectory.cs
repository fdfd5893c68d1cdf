using System.Buffers.Binary;
using System.Text;

namespace CoCa.Core.Weights.Torch;

/// <summary>
/// The central directory of a zip file, with the 64-bit extension. Only stored entries are accepted: torch compresses nothing, so
/// that tensors can be mapped, and what is not compressed cannot grow. Every offset is checked before it is followed.
/// </summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50;
    private const uint CentralSignature = 0x02014B50, LocalSignature = 0x04034B50;
    private const int EndLength = 22, Locator64Length = 20, End64Length = 56, CentralLength = 46, LocalLength = 30;

    /// <summary>All entries by name.</summary>
    /// <exception cref="InvalidInputException">It is no zip file, is cut off, or has an entry that is compressed, encrypted, twice there or out of the file.</exception>
    public static Dictionary<string, ZipEntry> Read(IFileBytes file)
    {
        (long count, long offset, long length) = FindDirectory(file);
        if (offset < 0 || length < 0 || offset > file.Length - length || length > int.MaxValue) throw new InvalidInputException($"the zip directory is at bytes {offset} to {offset + length} of {file.Length}");
        ReadOnlySpan<byte> rest = file.Span(offset, length);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            if (rest.Length < CentralLength || UInt32(rest, 0) != CentralSignature) throw new InvalidInputException($"the zip directory has {i} entries, expected {count}");
            int nameLength = UInt16(rest, 28), extraLength = UInt16(rest, 30), commentLength = UInt16(rest, 32);
            int end = CentralLength + nameLength + extraLength + commentLength;
            if (rest.Length < end) throw new InvalidInputException($"the zip directory ends within its entry {i}");
            ReadOnlySpan<byte> rawName = rest.Slice(CentralLength, nameLength);
            string name = Encoding.UTF8.GetString(rawName);
            if ((UInt16(rest, 8) & 1) != 0) throw new InvalidInputException($"{name} is encrypted");
            if (UInt16(rest, 10) != 0) throw new InvalidInputException($"{name} is compressed (method {UInt16(rest, 10)}); torch stores without compression: save the checkpoint again with torch.save");
            ZipEntry entry = Locate(file, name, rawName, rest[..CentralLength], rest.Slice(CentralLength + nameLength, extraLength));
            if (!entries.TryAdd(name, entry)) throw new InvalidInputException($"{name} is in the zip file twice");
            rest = rest[end..];
        }
        return entries;
    }

    private static (long Count, long Offset, long Length) FindDirectory(IFileBytes file)
    {
        // The end record is the file's last, but for a comment of at most 65,535 bytes.
        long tailStart = Math.Max(0, file.Length - EndLength - ushort.MaxValue);
        ReadOnlySpan<byte> tail = file.Span(tailStart, file.Length - tailStart);
        for (int at = tail.Length - EndLength; at >= 0; at--)
        {
            if (UInt32(tail, at) != EndSignature || at + EndLength + UInt16(tail, at + 20) != tail.Length) continue;
            long end = tailStart + at;
            if (end >= Locator64Length && UInt32(file.Span(end - Locator64Length, Locator64Length), 0) == Locator64Signature)
            {
                long end64 = Int64(file.Span(end - Locator64Length, Locator64Length), 8);
                if (end64 < 0 || end64 > end - Locator64Length - End64Length || UInt32(file.Span(end64, End64Length), 0) != End64Signature)
                    throw new InvalidInputException($"the zip file's 64-bit end record is not at byte {end64}, where it should be");
                ReadOnlySpan<byte> record = file.Span(end64, End64Length);
                return (Int64(record, 32), Int64(record, 48), Int64(record, 40));
            }
            return (UInt16(tail, at + 10), UInt32(tail, at + 16), UInt32(tail, at + 12));
        }
        throw new InvalidInputException("the zip file has no directory at its end: it is cut off, download or copy it again");
    }

    private static ZipEntry Locate(IFileBytes file, string name, ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> central, ReadOnlySpan<byte> extra)
    {
        long packed = UInt32(central, 20), length = UInt32(central, 24), local = UInt32(central, 42);
        if (packed == uint.MaxValue || length == uint.MaxValue || local == uint.MaxValue)
        {
            // The 64-bit values stand in this order, each only where the 32-bit one is all ones.
            ReadOnlySpan<byte> wide = Extra64(extra);
            if (length == uint.MaxValue) length = Next(ref wide, name);
            if (packed == uint.MaxValue) packed = Next(ref wide, name);
            if (local == uint.MaxValue) local = Next(ref wide, name);
        }
        if (packed != length) throw new InvalidInputException($"{name} has {packed} bytes in the zip file and {length} outside, expected the same: it is not compressed");
        if (local < 0 || length < 0 || local > file.Length - LocalLength - rawName.Length) throw new InvalidInputException($"{name} is at byte {local}, beyond the file's {file.Length}");
        ReadOnlySpan<byte> header = file.Span(local, LocalLength + rawName.Length);
        if (UInt32(header, 0) != LocalSignature || UInt16(header, 26) != rawName.Length || !header[LocalLength..].SequenceEqual(rawName))
            throw new InvalidInputException($"{name} is not at byte {local}, where the zip directory says");
        long start = local + LocalLength + rawName.Length + UInt16(header, 28);
        if (start > file.Length - length) throw new InvalidInputException($"{name} is at bytes {start} to {start + length}, beyond the file's {file.Length}");
        return new ZipEntry(start, length);
    }

    private static ReadOnlySpan<byte> Extra64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = UInt16(extra, 2);
            if (length > extra.Length - 4) break;
            if (UInt16(extra, 0) == 1) return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return default;
    }

    private static long Next(ref ReadOnlySpan<byte> wide, string name)
    {
        if (wide.Length < 8) throw new InvalidInputException($"{name} lacks its 64-bit length or place in the zip directory");
        long value = Int64(wide, 0);
        wide = wide[8..];
        return value;
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
