using CoCa.Core.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Core.Tests.Preprocessing;

public class ReferenceResizeTests
{
    [Fact]
    public void A_picture_of_the_models_size_is_left_as_it_is()
    {
        byte[] rgb = Frames.Scene(224, 224, 1);
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
            Assert.Equal(rgb, ReferenceResize.Run(rgb, 224, 224, PictureColor.Rgb, new() { Mode = mode }));
    }

    [Fact]
    public void Grey_resizes_as_three_equal_colours_and_an_opaque_alpha_changes_nothing()
    {
        byte[] rgb = Frames.Scene(301, 190, 5);
        byte[] gray = [.. Enumerable.Range(0, 301 * 190).Select(i => rgb[3 * i])];
        byte[] grays = [.. gray.SelectMany(g => (byte[])[g, g, g])];
        byte[] rgba = [.. Enumerable.Range(0, 301 * 190).SelectMany(i => (byte[])[rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 255])];
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            PreprocessOptions options = new() { Mode = mode };
            Assert.Equal(ReferenceResize.Run(grays, 301, 190, PictureColor.Rgb, options), ReferenceResize.Run(gray, 301, 190, PictureColor.Gray, options));
            Assert.Equal(ReferenceResize.Run(rgb, 301, 190, PictureColor.Rgb, options), ReferenceResize.Run(rgba, 301, 190, PictureColor.Rgba, options));
        }
    }

    [Fact]
    public void A_palettes_colours_are_never_mixed()
    {
        byte[] rgb = new byte[97 * 61 * 3];
        for (int i = 0; i < rgb.Length; i += 3) (rgb[i], rgb[i + 1], rgb[i + 2]) = i / 3 % 2 == 0 ? ((byte)255, (byte)1, (byte)7) : ((byte)2, (byte)200, (byte)90);
        byte[] result = ReferenceResize.Run(rgb, 97, 61, PictureColor.Palette, new());
        for (int i = 0; i < result.Length; i += 3) Assert.True(result[i] is 255 or 2 && result[i + 1] is 1 or 200, $"pixel {i / 3}");
    }

    [Fact]
    public void Padding_is_black_but_white_for_inks()
    {
        PreprocessOptions options = new() { Mode = ResizeMode.Longest };
        Assert.All(ReferenceResize.Run(new byte[400 * 100 * 3], 400, 100, PictureColor.Rgb, options)[..(224 * 3)], v => Assert.Equal(0, v));
        Assert.All(ReferenceResize.Run(new byte[400 * 100 * 4], 400, 100, PictureColor.Cmyk, options)[..(224 * 3)], v => Assert.Equal(255, v));
    }

    [Fact]
    public void Any_size_into_any_shape_gives_a_whole_picture_within_the_sources_range()
    {
        Gen<(int, int)> source = Gen.Choose(1, 90).Two().Select(p => (p.Item1, p.Item2)), target = Gen.Choose(1, 40).Two().Select(p => (p.Item1, p.Item2));
        Prop.ForAll(source.ToArbitrary(), target.ToArbitrary(), Gen.Choose(0, 2).ToArbitrary(), (from, to, mode) =>
        {
            PreprocessOptions options = new() { Width = to.Item1, Height = to.Item2, Mode = (ResizeMode)mode };
            byte[] even = new byte[from.Item1 * from.Item2 * 3];
            Array.Fill(even, (byte)99);
            byte[] result = ReferenceResize.Run(even, from.Item1, from.Item2, PictureColor.Rgb, options);
            return result.Length == options.Width * options.Height * 3 && result.All(v => v == 99 || (v == 0 && options.Mode == ResizeMode.Longest));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pixels_of_another_length_than_the_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ReferenceResize.Run(new byte[10], 2, 2, PictureColor.Rgb, new()));
    }
}
