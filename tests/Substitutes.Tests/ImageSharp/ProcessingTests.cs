using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Substitutes.Tests.ImageSharp;

public class ProcessingTests
{
    /// <summary>What EXIF's orientation means: where the stored picture's first row and first column are.</summary>
    [Theory]
    [InlineData(1, 0, 1, 2)]
    [InlineData(2, 2, 1, 0)]
    [InlineData(3, 5, 4, 3)]
    [InlineData(4, 3, 4, 5)]
    [InlineData(5, 0, 3, 1)]
    [InlineData(6, 3, 0, 4)]
    [InlineData(7, 5, 2, 4)]
    [InlineData(8, 2, 5, 1)]
    public void Every_orientation_is_undone_once(int orientation, int first, int second, int third)
    {
        byte[] exif = [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        byte[] file = new PngBuilder(3, 2, 0, 8) { Exif = exif }.Build((x, y, _) => y * 3 + x);
        using Image<L8> image = Image.Load<L8>(file);
        image.Mutate(x => x.AutoOrient().AutoOrient());
        Assert.Equal(orientation >= 5 ? (2, 3) : (3, 2), (image.Width, image.Height));
        L8[] pixels = new L8[6];
        image.CopyPixelDataTo(pixels);
        Assert.Equal([first, second, third], pixels[..3].Select(p => (int)p.PackedValue));
    }

    [Fact]
    public void A_crop_keeps_its_part_and_one_that_leaves_the_picture_is_refused()
    {
        using Image<L8> image = new(5, 4);
        for (int i = 0; i < 20; i++) image[i % 5, i / 5] = new((byte)i);
        using Image<L8> part = image.Clone(x => x.Crop(new Rectangle(1, 2, 3, 2)));
        Assert.Equal((3, 2), (part.Width, part.Height));
        Assert.Equal((11, 18), (part[0, 0].PackedValue, part[2, 1].PackedValue));
        Assert.Equal(5, image.Width);
        Assert.Throws<ArgumentException>(() => image.Mutate(x => x.Crop(6, 1)));
    }

    [Theory]
    [InlineData(ResizeMode.Stretch, 40, 40)]
    [InlineData(ResizeMode.Max, 40, 20)]
    [InlineData(ResizeMode.Min, 80, 40)]
    [InlineData(ResizeMode.Crop, 40, 40)]
    [InlineData(ResizeMode.Pad, 40, 40)]
    public void A_resize_has_the_size_of_its_mode_and_keeps_an_even_picture_even(ResizeMode mode, int width, int height)
    {
        using Image<Rgb24> image = new(100, 50, new Rgb24(10, 200, 99));
        image.Mutate(x => x.Resize(new ResizeOptions { Size = new Size(40, 40), Mode = mode }));
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(new Rgb24(10, 200, 99), image[width / 2, height / 2]);
    }

    [Fact]
    public void A_side_of_zero_follows_from_the_other()
    {
        using Image<Rgba32> image = new(100, 50);
        image.Mutate(x => x.Resize(20, 0));
        Assert.Equal(new Size(20, 10), image.Size);
    }

    [Fact]
    public void Pixel_data_goes_in_and_out_as_it_is()
    {
        byte[] bytes = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(bytes, 4, 2);
        byte[] again = new byte[24];
        image.CopyPixelDataTo(again);
        Assert.Equal(bytes, again);
        Assert.True(image.DangerousTryGetSinglePixelMemory(out Memory<Rgb24> memory));
        Assert.Equal(new Rgb24(3, 4, 5), memory.Span[1]);
    }
}
