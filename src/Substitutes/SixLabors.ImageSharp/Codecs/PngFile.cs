using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>A PNG's chunks, checked and sorted: the header's fields, the palette, where the compressed pixels are.</summary>
internal sealed class PngFile
{
    private readonly byte[] _data;

    public PngFile(byte[] data)
    {
        _data = data;
        ReadOnlySpan<byte> rest = data.AsSpan(PngCodec.Signature.Length);
        bool ended = false;
        for (int number = 0; !ended; number++)
        {
            if (rest.Length < 12) throw Damaged("the file is cut short");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12) throw Damaged("the file is cut short");
            ReadOnlySpan<byte> name = rest.Slice(4, 4), content = rest.Slice(8, (int)length);
            bool isCritical = (name[0] & 0x20) == 0;
            if (isCritical && Crc32.Of(rest.Slice(4, 4 + (int)length)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..])) throw Damaged("a checksum is wrong");
            if (number == 0 != name.SequenceEqual("IHDR"u8)) throw Damaged("the header is not where it belongs");
            int start = data.Length - rest.Length + 8;
            if (number == 0) ReadHeader(content);
            else if (name.SequenceEqual("PLTE"u8)) Palette = content.ToArray();
            else if (name.SequenceEqual("tRNS"u8)) Transparency = content.ToArray();
            else if (name.SequenceEqual("eXIf"u8)) Exif = content.ToArray();
            else if (name.SequenceEqual("IDAT"u8)) Pixels.Add((start, (int)length));
            else if (name.SequenceEqual("IEND"u8)) ended = true;
            else if (isCritical) throw Damaged("it has a part that no reader knows");
            rest = rest[(12 + (int)length)..];
        }
        if (ColorType == 3 && (Palette.Length == 0 || Palette.Length % 3 != 0)) throw Damaged("the palette is missing");
        if (Pixels.Count == 0) throw Damaged("there are no pixels");
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Bits of a sample: 1, 2, 4, 8 or 16.</summary>
    public int BitDepth { get; private set; }

    /// <summary>0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.</summary>
    public int ColorType { get; private set; }

    public bool IsInterlaced { get; private set; }

    public byte[] Palette { get; private set; } = [];

    public byte[] Transparency { get; private set; } = [];

    public byte[] Exif { get; private set; } = [];

    /// <summary>Where the compressed pixels are in the file.</summary>
    public List<(int Start, int Length)> Pixels { get; } = [];

    /// <summary>Samples of a pixel.</summary>
    public int Channels => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public ReadOnlySpan<byte> Bytes(int start, int length) => _data.AsSpan(start, length);

    public static InvalidImageContentException Damaged(string why) => new($"PNG: {why}.");

    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        if (header.Length != 13) throw Damaged("the header is damaged");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) throw Damaged($"the size is {width} x {height}");
        (Width, Height, BitDepth, ColorType, IsInterlaced) = ((int)width, (int)height, header[8], header[9], header[12] == 1);
        bool known = ColorType switch
        {
            0 => BitDepth is 1 or 2 or 4 or 8 or 16,
            3 => BitDepth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => BitDepth is 8 or 16,
            _ => false,
        };
        if (!known || header[10] != 0 || header[11] != 0 || header[12] > 1) throw Damaged($"colour type {ColorType} with {BitDepth} bits is unknown");
    }
}
