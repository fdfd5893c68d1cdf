using System.Buffers.Binary;
using CoCa.Core.Preprocessing;

namespace CoCa.Live.Pictures;

/// <summary>Tells from a file's first bytes how the reference would hold its picture: decoding to one pixel type hides that.</summary>
internal static class PictureHeader
{
    /// <summary>
    /// The colour type. A transparent colour is no alpha channel to the reference, and grey pixels resize alike whether there
    /// are one or three of them, so that both count as red, green and blue.
    /// </summary>
    public static PictureColor ColorOf(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])) return JpegComponents(file) == 4 ? PictureColor.Cmyk : PictureColor.Rgb;
        if (file.StartsWith("GIF8"u8)) return PictureColor.Palette;
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || file.Length < 26) return PictureColor.Rgba;
        int bits = file[24], type = file[25];
        return (type, bits) switch
        {
            (3, _) or (0, 1) => PictureColor.Palette,
            (4 or 6, _) => PictureColor.Rgba,
            _ => PictureColor.Rgb,
        };
    }

    /// <summary>How many colours a JPEG's frame header says it has; 0 if there is none.</summary>
    private static int JpegComponents(ReadOnlySpan<byte> file)
    {
        for (int at = 2; at + 9 < file.Length && file[at] == 0xFF;)
        {
            int marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) return file[at + 9];
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }
        return 0;
    }
}
