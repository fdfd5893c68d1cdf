using System.Buffers.Binary;
using System.IO.Compression;

namespace Substitutes.Tests.ImageSharp;

/// <summary>Writes PNGs of every kind out of samples, each row with another filter: what the reader is held against.</summary>
internal sealed class PngBuilder(int width, int height, int colorType, int bits)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] s_adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private int Channels => colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public bool Interlaced { get; init; }

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    public byte[]? Exif { get; init; }

    /// <summary>How many chunks the pixels are cut into.</summary>
    public int PixelChunks { get; init; } = 1;

    /// <summary>The file; <paramref name="sample"/> gives column, row and channel a value.</summary>
    public byte[] Build(Func<int, int, int, int> sample)
    {
        using MemoryStream file = new(), packed = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bits, (byte)colorType, Interlaced ? (byte)1 : (byte)0);
        Chunk(file, "IHDR", header);
        if (Exif is not null) Chunk(file, "eXIf", Exif);
        if (Palette is not null) Chunk(file, "PLTE", Palette);
        if (Transparency is not null) Chunk(file, "tRNS", Transparency);
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            foreach ((int x, int y, int stepX, int stepY) in Interlaced ? s_adam7 : [(0, 0, 1, 1)]) Pass(zlib, sample, x, y, stepX, stepY);
        byte[] pixels = packed.ToArray();
        int part = (pixels.Length + PixelChunks - 1) / PixelChunks;
        for (int at = 0; at < pixels.Length; at += part) Chunk(file, "IDAT", pixels[at..Math.Min(at + part, pixels.Length)]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    public static void Chunk(Stream file, string name, byte[] content)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        uint crc = uint.MaxValue;
        foreach (byte b in body)
        {
            crc ^= b;
            for (int k = 0; k < 8; k++) crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private void Pass(Stream zlib, Func<int, int, int, int> sample, int x0, int y0, int stepX, int stepY)
    {
        int columns = (width - x0 + stepX - 1) / stepX;
        if (columns <= 0) return;
        byte[] above = new byte[(columns * Channels * bits + 7) / 8];
        int pixelBytes = Math.Max(1, Channels * bits / 8);
        for (int y = y0, number = 0; y < height; y += stepY, number++)
        {
            byte[] row = new byte[above.Length], line = new byte[row.Length + 1];
            for (int i = 0; i < columns * Channels; i++)
            {
                int value = sample(x0 + i / Channels * stepX, y, i % Channels);
                if (bits == 16) (row[2 * i], row[2 * i + 1]) = ((byte)(value >> 8), (byte)value);
                else row[i * bits / 8] |= (byte)(value << (8 - bits - i * bits % 8));
            }
            line[0] = (byte)(number % 5);
            for (int i = 0; i < row.Length; i++)
            {
                int a = i < pixelBytes ? 0 : row[i - pixelBytes], b = above[i], c = i < pixelBytes ? 0 : above[i - pixelBytes], p = a + b - c;
                int paeth = Math.Abs(p - a) <= Math.Abs(p - b) && Math.Abs(p - a) <= Math.Abs(p - c) ? a : Math.Abs(p - b) <= Math.Abs(p - c) ? b : c;
                line[i + 1] = (byte)(row[i] - line[0] switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth });
            }
            zlib.Write(line);
            above = row;
        }
    }
}
