using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Pictures;
using CoCa.Training.Data;

namespace CoCa.Training.Tests.Data;

public sealed class AugmenterTests
{
    private static readonly PreprocessOptions s_target = new() { Height = 60, Width = 52, Mode = ResizeMode.Squash, Mean = [0.5f, 0.4f, 0.3f], Std = [0.25f, 0.5f, 1] };

    [Fact]
    public void The_same_seed_gives_the_same_pixels_and_another_gives_others()
    {
        Picture picture = Gradient(80, 60);
        Augmentation options = new() { BlurProbability = 0.5, NoiseProbability = 0.5, LetterboxProbability = 0.5 };
        Augmenter one = new(options, s_target), two = new(options, s_target);
        for (ulong seed = 0; seed < 20; seed++)
        {
            float[] expected = Run(one, picture, seed);
            Assert.Equal(expected, Run(two, picture, seed));
            Assert.NotEqual(expected, Run(two, picture, seed + 1000));
        }
    }

    [Fact]
    public void With_all_off_it_is_nearly_the_models_own_squash()
    {
        Picture picture = Gradient(161, 117);
        float[] expected = new float[3 * 60 * 52];
        picture.Preprocess(new(s_target), expected);
        float[] actual = Run(new(Augmentation.None, s_target), picture, 3);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 0.05);
    }

    [Fact]
    public void A_mirrored_view_is_the_view_mirrored()
    {
        Picture picture = Gradient(80, 60);
        float[] plain = Run(new(Augmentation.None, s_target), picture, 1), mirrored = Run(new(Augmentation.None with { FlipProbability = 1 }, s_target), picture, 1);
        for (int i = 0; i < plain.Length; i++) Assert.Equal(plain[i], mirrored[i / 52 * 52 + 51 - i % 52], 1e-5);
    }

    [Fact]
    public void Bars_are_black_and_the_picture_is_between_them()
    {
        Picture white = new(40, 40, PictureColor.Rgb, [.. Enumerable.Repeat((byte)255, 40 * 40 * 3)]);
        Augmenter augmenter = new(Augmentation.None with { LetterboxProbability = 1, LetterboxShare = 0.4 }, s_target);
        for (ulong seed = 0; seed < 20; seed++)
        {
            float[] pixels = Run(augmenter, white, seed);
            Assert.All(pixels[..(60 * 52)], v => Assert.True(Math.Abs(v - 2) < 1e-4 || Math.Abs(v + 2) < 1e-4));
            Assert.Equal(2, pixels[30 * 52 + 26], 1e-4);
        }
    }

    [Fact]
    public void Colour_can_be_taken_away_and_light_changed_within_its_bounds()
    {
        Picture picture = new(20, 20, PictureColor.Rgb, [.. Enumerable.Range(0, 1200).Select(i => (byte)(i % 3 == 0 ? 100 : 50))]);
        PreprocessOptions plain = s_target with { Mean = [0, 0, 0], Std = [1, 1, 1] };
        float[] grey = Run(new(Augmentation.None with { GreyProbability = 1 }, plain), picture, 1);
        float luma = (0.299f * 100 + 0.701f * 50) / 255;
        Assert.All(grey, v => Assert.Equal(luma, v, 1e-4));
        for (ulong seed = 0; seed < 50; seed++)
            Assert.InRange(Run(new(Augmentation.None with { Brightness = 0.5 }, plain), picture, seed)[0], 49.9f / 255, 150.1f / 255);
        Assert.InRange(Run(new(Augmentation.None with { Gamma = 1 }, plain), picture, 1)[0], 0.05, 0.8);
    }

    [Fact]
    public void Blur_evens_out_and_noise_roughens()
    {
        byte[] checks = new byte[64 * 64 * 3];
        for (int i = 0; i < checks.Length; i++) checks[i] = (byte)((i / 3 / 2 + i / 3 / 128) % 2 * 255);
        Picture picture = new(64, 64, PictureColor.Rgb, checks);
        PreprocessOptions same = s_target with { Height = 64, Width = 64, Mean = [0, 0, 0], Std = [1, 1, 1] };
        double plain = Deviation(Augmentation.None), blurred = Deviation(Augmentation.None with { BlurProbability = 1, BlurRadius = 20 });
        Assert.True(blurred < plain / 2, $"{blurred} of {plain}");
        Picture even = new(64, 64, PictureColor.Rgb, [.. Enumerable.Repeat((byte)128, checks.Length)]);
        double[] noises = [.. Enumerable.Range(0, 40).Select(s => Spread(Run(new(Augmentation.None with { NoiseProbability = 1, NoiseLevel = 20 }, same), even, (ulong)s)) * 255)];
        Assert.InRange(noises.Max(), 15, 21);
        Assert.InRange(noises.Min(), 0, 5);

        double Deviation(Augmentation options) => Spread(Run(new(options, same), picture, 5));
        static double Spread(float[] v) => Math.Sqrt(v.Select(x => (x - v.Average()) * (double)(x - v.Average())).Average());
    }

    [Theory]
    [InlineData(1, 1, PictureColor.Rgb, 3)]
    [InlineData(1, 500, PictureColor.Rgba, 4)]
    [InlineData(700, 3, PictureColor.Gray, 1)]
    [InlineData(33, 35, PictureColor.Cmyk, 4)]
    public void Any_shape_and_colour_type_works(int width, int height, PictureColor color, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        new Random(1).NextBytes(pixels);
        Augmenter augmenter = new(new() { MinScale = 0.01, AspectJitter = 2, BlurProbability = 1, MotionBlurProbability = 1, LetterboxProbability = 1 }, s_target);
        for (ulong seed = 0; seed < 20; seed++) Assert.All(Run(augmenter, new(width, height, color, pixels), seed), v => Assert.InRange(v, -2.001f, 2.001f));
    }

    [Fact]
    public void After_the_first_picture_nothing_is_allocated()
    {
        Picture picture = Gradient(160, 160);
        Augmenter augmenter = new(new(), s_target);
        float[] pixels = new float[3 * 60 * 52];
        for (ulong seed = 0; seed < 300; seed++) augmenter.Apply(picture, seed, pixels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong seed = 0; seed < 300; seed++) augmenter.Apply(picture, seed, pixels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_settings_are_named() =>
        Assert.Contains("MinScale is 2", Assert.Throws<InvalidInputException>(() => new Augmenter(new() { MinScale = 2 }, s_target)).Message, StringComparison.Ordinal);

    private static Picture Gradient(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0, y = 0; y < height; y++)
            for (int x = 0; x < width; x++, i += 3) (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(250 * x / width), (byte)(250 * y / height), (byte)(125 * x / width + 125 * y / height));
        return new(width, height, PictureColor.Rgb, rgb);
    }

    private static float[] Run(Augmenter augmenter, Picture picture, ulong seed)
    {
        bool is64 = picture.Width == 64;
        float[] pixels = new float[is64 ? 3 * 64 * 64 : 3 * 60 * 52];
        augmenter.Apply(picture, seed, pixels);
        return pixels;
    }
}
