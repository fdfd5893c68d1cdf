using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>The one tag of EXIF that changes pixels.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x112, TypeShort = 3;

    /// <summary>1 to 8; 1 (as it lies) if the tag is missing or the data is damaged.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0\0"u8)) tiff = tiff[6..];
        if (tiff.Length < 8) return 1;
        bool little = tiff.StartsWith("II"u8);
        if (!little && !tiff.StartsWith("MM"u8)) return 1;
        uint at = U32(tiff[4..], little);
        if (at > tiff.Length - 2) return 1;
        ReadOnlySpan<byte> entries = tiff[((int)at + 2)..];
        for (int n = U16(tiff[(int)at..], little); n > 0 && entries.Length >= 12; n--, entries = entries[12..])
        {
            if (U16(entries, little) != Tag || U16(entries[2..], little) != TypeShort) continue;
            int value = U16(entries[8..], little);
            return value is >= 1 and <= 8 ? value : 1;
        }
        return 1;
    }

    private static int U16(ReadOnlySpan<byte> b, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(b) : BinaryPrimitives.ReadUInt16BigEndian(b);

    private static uint U32(ReadOnlySpan<byte> b, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(b) : BinaryPrimitives.ReadUInt32BigEndian(b);
}
