using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Realtime.Scenes;

namespace CoCa.Realtime.Tests.Scenes;

public sealed class SceneCutDetectorTests
{
    private static readonly PreprocessOptions s_input = new() { Height = 30, Width = 34 };

    [Fact]
    public void A_cut_is_found_at_its_frame_and_nowhere_else()
    {
        SceneCutDetector detector = new(s_input);
        Random random = new(1);
        List<int> cuts = [];
        for (int i = 0; i < 60; i++)
            if (detector.IsCut(Frame((x, y) => i / 20 * 0.3 + x * 0.01 + random.NextDouble() * 0.05))) cuts.Add(i);
        Assert.Equal([20, 40], cuts);
    }

    [Fact]
    public void Neither_noise_nor_a_slow_fade_nor_a_scene_that_is_always_wild_is_a_cut()
    {
        SceneCutDetector detector = new(s_input);
        Random random = new(2);
        for (int i = 0; i < 50; i++) Assert.False(detector.IsCut(Frame((_, _) => random.NextDouble())));
        detector = new(s_input);
        for (int i = 0; i < 50; i++) Assert.False(detector.IsCut(Frame((_, _) => i / 50.0)));
        detector = new(s_input);
        int cuts = 0;
        for (int i = 0; i < 50; i++) cuts += detector.IsCut(Frame((_, _) => i % 2)) ? 1 : 0;
        Assert.InRange(cuts, 0, 3);
    }

    [Fact]
    public void The_distance_of_black_and_white_is_one()
    {
        SceneCutDetector detector = new(s_input);
        Assert.False(detector.IsCut(Frame((_, _) => 0)));
        Assert.True(detector.IsCut(Frame((_, _) => 1)));
        Assert.Equal(1, detector.Distance, 1e-4);
        Assert.Throws<InvalidInputException>(() => new SceneCutDetector(s_input, 0));
    }

    private static float[] Frame(Func<int, int, double> gray)
    {
        byte[] rgb = new byte[3 * s_input.Width * s_input.Height];
        for (int i = 0; i < rgb.Length; i++) rgb[i] = (byte)Math.Clamp(gray(i / 3 % s_input.Width, i / 3 / s_input.Width) * 255, 0, 255);
        Preprocessor preprocessor = new(s_input);
        float[] pixels = new float[preprocessor.PixelCount];
        preprocessor.Normalize(rgb, pixels);
        return pixels;
    }
}
