using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Substitutes.Tests.ImageSharp;

public class JpegAndWebpTests
{
    [Fact]
    public void A_smooth_picture_survives_jpeg_within_a_few_levels_and_better_with_more_quality()
    {
        using Image<Rgb24> image = Smooth(120, 80);
        double coarse = Mean(image, Again(image, 30)), fine = Mean(image, Again(image, 95));
        Assert.True(fine < coarse && fine < 2 && coarse < 8, $"mean difference {fine} at 95, {coarse} at 30");
    }

    [Fact]
    public void Grey_blue_first_and_alpha_pixels_are_written_and_read_too()
    {
        using Image<Rgb24> image = Smooth(50, 40);
        using MemoryStream file = new();
        image.SaveAsJpeg(file, new JpegEncoder { Quality = 95 });
        using Image<Bgra32> bgra = Image.Load<Bgra32>(file.ToArray());
        using Image<Rgba32> rgba = Image.Load<Rgba32>(file.ToArray());
        using Image<Rgb24> rgb = Image.Load<Rgb24>(file.ToArray());
        using Image<L8> gray = Image.Load<L8>(file.ToArray());
        for (int y = 0; y < 40; y++)
        {
            for (int x = 0; x < 50; x++)
            {
                Rgb24 p = rgb[x, y];
                Assert.Equal(new Rgba32(p.R, p.G, p.B), rgba[x, y]);
                Assert.Equal(new Bgra32(p.R, p.G, p.B), bgra[x, y]);
                Assert.InRange(gray[x, y].PackedValue - (p.R * .2126 + p.G * .7152 + p.B * .0722), -1, 1);
            }
        }
        using MemoryStream grayFile = new();
        gray.SaveAsJpeg(grayFile);
        using Image<Rgb24> again = Image.Load<Rgb24>(grayFile.ToArray());
        Assert.Equal(again[10, 10].R, again[10, 10].G);
    }

    [Fact]
    public void A_jpeg_that_ends_too_soon_is_an_error_and_its_size_is_still_known()
    {
        byte[] file = File.ReadAllBytes(TestData.Fixture("preprocess", "src", "exif6_260x140.jpg"));
        byte[] half = file[..(file.Length / 2)];
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(half));
        ImageInfo info = Image.Identify(half);
        Assert.Equal((260, 140), (info.Width, info.Height));
    }

    [Fact]
    public void A_jpeg_of_a_few_bytes_that_claims_a_huge_picture_takes_no_memory()
    {
        byte[] file = File.ReadAllBytes(TestData.Fixture("preprocess", "src", "exif6_260x140.jpg"));
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0, 0x00, 0x11]);
        Assert.True(frame > 0);
        for (int i = 5; i < 9; i++) file[frame + i] = 0xFE;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(file));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData("still")]
    [InlineData("alpha")]
    public void A_lossless_webp_equals_its_png(string name)
    {
        using Image<Rgba32> webp = Image.Load<Rgba32>(TestData.Fixture("pictures", name + ".webp")), png = Image.Load<Rgba32>(TestData.Fixture("pictures", name + ".png"));
        using Image<Rgb24> rgb = Image.Load<Rgb24>(TestData.Fixture("pictures", name + ".webp"));
        using Image<Bgra32> bgra = Image.Load<Bgra32>(TestData.Fixture("pictures", name + ".webp"));
        Assert.Equal((png.Width, png.Height), (webp.Width, webp.Height));
        for (int y = 0; y < png.Height; y++)
        {
            for (int x = 0; x < png.Width; x++)
            {
                Rgba32 p = png[x, y];
                Assert.Equal(p, webp[x, y]);
                Assert.Equal(new Rgb24(p.R, p.G, p.B), rgb[x, y]);
                Assert.Equal(new Bgra32(p.R, p.G, p.B, p.A), bgra[x, y]);
            }
        }
    }

    [Fact]
    public void A_lossy_webp_is_near_its_lossless_twin_and_an_animation_is_refused()
    {
        using Image<Rgb24> lossy = Image.Load<Rgb24>(TestData.Fixture("pictures", "lossy.webp")), exact = Image.Load<Rgb24>(TestData.Fixture("pictures", "still.webp"));
        Assert.True(Mean(lossy, exact) < 12);
        Assert.Contains("animation", Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(TestData.Fixture("pictures", "moving.webp"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_are_told_by_their_first_bytes()
    {
        Assert.Equal("WEBP", Image.DetectFormat(TestData.Fixture("pictures", "still.webp")).Name);
        Assert.Equal("PNG", Image.DetectFormat(TestData.Fixture("pictures", "still.png")).Name);
        Assert.Equal("JPEG", Image.DetectFormat(TestData.Fixture("preprocess", "src", "cmyk_150x120.jpg")).Name);
        Assert.Throws<UnknownImageFormatException>(() => Image.DetectFormat(TestData.Fixture("pictures", "README.md")));
    }

    private static Image<Rgb24> Smooth(int width, int height)
    {
        Image<Rgb24> image = new(width, height);
        image.ProcessPixelRows(rows =>
        {
            for (int y = 0; y < rows.Height; y++)
            {
                Span<Rgb24> row = rows.GetRowSpan(y);
                for (int x = 0; x < row.Length; x++) row[x] = new((byte)(128 + 100 * Math.Sin(x * 0.05)), (byte)(x * 255 / row.Length), (byte)(128 + 90 * Math.Cos(y * 0.07)));
            }
        });
        return image;
    }

    private static Image<Rgb24> Again(Image<Rgb24> image, int quality)
    {
        using MemoryStream file = new();
        image.SaveAsJpeg(file, new JpegEncoder { Quality = quality });
        return Image.Load<Rgb24>(file.ToArray());
    }

    private static double Mean(Image<Rgb24> a, Image<Rgb24> b)
    {
        byte[] x = new byte[a.Width * a.Height * 3], y = new byte[x.Length];
        a.CopyPixelDataTo(x);
        b.CopyPixelDataTo(y);
        return x.Zip(y, (p, q) => Math.Abs(p - q)).Average();
    }
}
