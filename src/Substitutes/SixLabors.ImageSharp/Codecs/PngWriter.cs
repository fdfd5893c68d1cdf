using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Writes a PNG of eight bits a sample: grey, colour, or colour with alpha, each row as its difference to the one above.</summary>
internal sealed class PngWriter(Stream stream, PngCompressionLevel level) : IImageVisitor
{
    public void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) == typeof(L8)) Write(image.Width, image.Height, 0, 1, y => MemoryMarshal.AsBytes(Row(image, y)));
        else if (typeof(TPixel) == typeof(Rgb24)) Write(image.Width, image.Height, 2, 3, y => MemoryMarshal.AsBytes(Row(image, y)));
        else
        {
            Rgba32[] colors = new Rgba32[image.Width];
            Write(image.Width, image.Height, 6, 4, y =>
            {
                PixelConversion.ToRgba32(Row(image, y), colors);
                return MemoryMarshal.AsBytes(colors.AsSpan());
            });
        }
    }

    private delegate ReadOnlySpan<byte> RowOf(int y);

    private static ReadOnlySpan<TPixel> Row<TPixel>(Image<TPixel> image, int y) where TPixel : unmanaged, IPixel<TPixel> => image.Pixels.AsSpan(y * image.Width, image.Width);

    private void Write(int width, int height, byte colorType, int channels, RowOf row)
    {
        stream.Write(PngCodec.Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, colorType);
        Chunk("IHDR"u8, header);

        CompressionLevel compression = level switch
        {
            PngCompressionLevel.NoCompression => CompressionLevel.NoCompression,
            < PngCompressionLevel.DefaultCompression => CompressionLevel.Fastest,
            PngCompressionLevel.BestCompression => CompressionLevel.SmallestSize,
            _ => CompressionLevel.Optimal,
        };
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, compression, leaveOpen: true))
        {
            byte[] line = new byte[width * channels + 1], above = new byte[width * channels];
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> current = row(y);
                line[0] = 2;
                for (int i = 0; i < current.Length; i++) line[i + 1] = (byte)(current[i] - above[i]);
                current.CopyTo(above);
                zlib.Write(line);
            }
        }
        Chunk("IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        Chunk("IEND"u8, default);
    }

    private void Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        stream.Write(name);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc32.Add(Crc32.Add(uint.MaxValue, name), content));
        stream.Write(number);
    }
}
