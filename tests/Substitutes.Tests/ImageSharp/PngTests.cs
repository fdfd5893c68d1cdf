using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Substitutes.Tests.ImageSharp;

public class PngTests
{
    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            TheoryData<int, int, bool> kinds = [];
            foreach ((int type, int[] depths) in ((int, int[])[])[(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])])
                foreach (int bits in depths)
                    foreach (bool interlaced in (bool[])[false, true]) kinds.Add(type, bits, interlaced);
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_colour_type_depth_filter_and_interlace_is_read(int colorType, int bits, bool interlaced)
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (2, 3), (13, 11), (33, 17)])
        {
            int most = (1 << bits) - 1, colors = Math.Min(most + 1, 200);
            int Sample(int x, int y, int c) => colorType == 3 ? (x * 3 + y * 5) % colors : (int)((x * 2654435761u + y * 40503u + (uint)c * 97u) >> 3) & most;
            byte[] palette = new byte[colors * 3], alpha = new byte[Math.Min(colors, 100)];
            new Random(1).NextBytes(palette);
            new Random(2).NextBytes(alpha);
            byte[] file = new PngBuilder(width, height, colorType, bits) { Interlaced = interlaced, Palette = colorType == 3 ? palette : null, Transparency = colorType == 3 ? alpha : null, PixelChunks = 3 }.Build(Sample);
            using Image<Rgba32> image = Image.Load<Rgba32>(file);
            using Image<Rgb24> rgb = Image.Load<Rgb24>(new MemoryStream(file));
            Assert.Equal((width, height), (image.Width, image.Height));
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    byte Eight(int c) => (byte)Math.Round(Sample(x, y, c) * 255.0 / most);
                    Rgba32 expected = colorType switch
                    {
                        0 => new(Eight(0), Eight(0), Eight(0)),
                        2 => new(Eight(0), Eight(1), Eight(2)),
                        3 => Entry(Sample(x, y, 0)),
                        4 => new(Eight(0), Eight(0), Eight(0), Eight(1)),
                        _ => new(Eight(0), Eight(1), Eight(2), Eight(3)),
                    };
                    Assert.Equal(expected, image[x, y]);
                    Assert.Equal(new Rgb24(expected.R, expected.G, expected.B), rgb[x, y]);
                }
            }

            Rgba32 Entry(int i) => new(palette[3 * i], palette[3 * i + 1], palette[3 * i + 2], i < alpha.Length ? alpha[i] : (byte)255);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void A_transparent_colour_is_transparent_and_keeps_its_colour(int bits)
    {
        byte[] file = new PngBuilder(2, 1, 2, bits) { Transparency = [0, 9, 0, 8, 0, 7] }.Build((x, _, c) => x == 0 ? 9 - c : 50);
        using Image<Rgba32> image = Image.Load<Rgba32>(file);
        Assert.Equal(0, image[0, 0].A);
        Assert.Equal(255, image[1, 0].A);
        if (bits == 8) Assert.Equal(new Rgba32(9, 8, 7, 0), image[0, 0]);
    }

    [Fact]
    public void What_is_written_is_read_again_pixel_for_pixel()
    {
        Random random = new(5);
        RoundTrip(random, (r, g, b, a) => new Rgba32(r, g, b, a));
        RoundTrip(random, (r, g, b, _) => new Rgb24(r, g, b));
        RoundTrip(random, (r, g, b, a) => new Bgra32(r, g, b, a));
        RoundTrip(random, (r, _, _, _) => new L8(r));
    }

    [Fact]
    public void Damage_and_truncation_are_told_as_the_package_tells_them()
    {
        byte[] file = new PngBuilder(40, 30, 6, 8).Build((x, y, c) => (x * y + c) & 255);
        for (int length = 8; length < file.Length; length += 7) Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(file.AsSpan(0, length)));
        Assert.Throws<UnknownImageFormatException>(() => Image.Load<Rgb24>(file.AsSpan(0, 7)));
        Assert.Throws<UnknownImageFormatException>(() => Image.Load<Rgb24>("no picture at all"u8));
        file[30] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_bytes_that_claim_a_huge_picture_take_no_memory()
    {
        foreach ((int width, int height) in ((int, int)[])[(60000, 60000), (int.MaxValue, int.MaxValue), (1 << 28, 1), (1, int.MaxValue), (16000, 16000)])
        {
            using MemoryStream file = new();
            file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
            byte[] header = new byte[13];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, width);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
            (header[8], header[9]) = (8, 6);
            PngBuilder.Chunk(file, "IHDR", header);
            PngBuilder.Chunk(file, "IDAT", [0x78, 0x9C, 0x63, 0x60]);
            PngBuilder.Chunk(file, "IEND", []);
            byte[] bytes = file.ToArray();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgba32>(bytes));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        }
    }

    private static void RoundTrip<TPixel>(Random random, Func<byte, byte, byte, byte, TPixel> make) where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> image = new(37, 23);
        byte[] noise = new byte[4];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                random.NextBytes(noise);
                image[x, y] = make(noise[0], noise[1], noise[2], noise[3]);
            }
        }
        foreach (PngCompressionLevel level in (PngCompressionLevel[])[PngCompressionLevel.NoCompression, PngCompressionLevel.BestSpeed, PngCompressionLevel.DefaultCompression, PngCompressionLevel.BestCompression])
        {
            using MemoryStream file = new();
            image.SaveAsPng(file, new PngEncoder { CompressionLevel = level });
            using Image<TPixel> again = Image.Load<TPixel>(file.ToArray());
            TPixel[] expected = new TPixel[37 * 23], got = new TPixel[37 * 23];
            image.CopyPixelDataTo(expected);
            again.CopyPixelDataTo(got);
            Assert.Equal(expected, got);
        }
    }
}
