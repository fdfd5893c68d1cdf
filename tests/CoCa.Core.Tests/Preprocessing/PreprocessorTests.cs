using CoCa.Core.Preprocessing;

namespace CoCa.Core.Tests.Preprocessing;

public class PreprocessorTests
{
    /// <summary>What one pass may differ from the reference's two: two grey levels (and the rounding of the way back from floats).</summary>
    private const double Tolerance = 2.001;

    public static TheoryData<int, int> Sizes => new()
    {
        { 1280, 720 }, { 640, 480 }, { 224, 224 }, { 225, 223 }, { 200, 301 }, { 719, 405 }, { 37, 1 }, { 1, 37 }, { 1, 1 }, { 2, 3 }, { 13, 11 }, { 3, 640 }, { 2500, 300 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Packed_frames_of_any_stride_are_within_two_levels_of_the_reference(int width, int height)
    {
        byte[] rgb = Frames.Scene(width, height, width);
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            PreprocessOptions options = new() { Mode = mode };
            byte[] expected = ReferenceResize.Run(rgb, width, height, PictureColor.Rgb, options);
            Preprocessor preprocessor = new(options);
            float[] pixels = new float[preprocessor.PixelCount];
            foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Rgb24, PixelFormat.Bgra32, PixelFormat.Rgba32])
            {
                int row = width * (format == PixelFormat.Rgb24 ? 3 : 4);
                foreach (int stride in (int[])[row, row + 5, -row, -row - 64])
                {
                    Array.Fill(pixels, float.NaN);
                    preprocessor.Run(PixelBuffer.Packed(format, Frames.Pack(rgb, width, height, format, stride), width, height, stride), pixels);
                    double most = Frames.Difference(pixels, expected, options);
                    Assert.True(most <= Tolerance, $"{format} {width}x{height} {mode}, stride {stride}: {most} levels");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Video_frames_of_any_stride_are_within_two_levels_of_an_exact_conversion_and_the_reference(int width, int height)
    {
        byte[] scene = Frames.Scene(width, height, height);
        int half = (width + 1) / 2, halfRows = (height + 1) / 2;
        byte[] luma = new byte[width * height], u = new byte[half * halfRows], v = new byte[half * halfRows], uv = new byte[2 * half * halfRows];
        for (int i = 0; i < luma.Length; i++) luma[i] = scene[3 * i];
        for (int i = 0; i < u.Length; i++)
        {
            int at = (i / half * 2 * width + i % half * 2) * 3;
            (u[i], v[i]) = ((byte)(64 + scene[at + 1] / 2), (byte)(64 + scene[at + 2] / 2));
            (uv[2 * i], uv[2 * i + 1]) = (u[i], v[i]);
        }
        foreach (YuvMatrix matrix in Enum.GetValues<YuvMatrix>())
        {
            foreach (YuvRange range in Enum.GetValues<YuvRange>())
            {
                byte[] rgb = Frames.ToRgb(luma, width, (x, y) => (u[y * half + x], v[y * half + x]), width, height, matrix, range);
                foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
                {
                    PreprocessOptions options = new() { Mode = mode };
                    byte[] expected = ReferenceResize.Run(rgb, width, height, PictureColor.Rgb, options);
                    Preprocessor preprocessor = new(options);
                    float[] pixels = new float[preprocessor.PixelCount], flipped = new float[preprocessor.PixelCount];
                    preprocessor.Run(PixelBuffer.I420(luma, u, v, width, height, matrix: matrix, range: range), pixels);
                    double most = Frames.Difference(pixels, expected, options);
                    Assert.True(most <= Tolerance, $"I420 {width}x{height} {mode} {matrix} {range}: {most} levels");
                    preprocessor.Run(PixelBuffer.Nv12(luma, uv, width, height, matrix: matrix, range: range), flipped);
                    Assert.Equal(pixels, flipped);
                    preprocessor.Run(PixelBuffer.Nv12(Flip(luma, width), Flip(uv, 2 * half), width, height, -width, -2 * half, matrix, range), flipped);
                    Assert.Equal(pixels, flipped);
                    preprocessor.Run(PixelBuffer.I420(luma, Flip(u, half), Flip(v, half), width, height, width, -half, -half, matrix, range), flipped);
                    Assert.Equal(pixels, flipped);
                }
            }
        }
    }

    [Fact]
    public void A_frame_costs_no_memory_after_the_first()
    {
        Preprocessor preprocessor = new(new() { Mode = ResizeMode.Longest });
        float[] pixels = new float[preprocessor.PixelCount];
        byte[] packed = new byte[640 * 360 * 4], luma = new byte[640 * 360], chroma = new byte[640 * 180];
        void Packed() => preprocessor.Run(PixelBuffer.Packed(PixelFormat.Bgra32, packed, 640, 360), pixels);
        void Video() => preprocessor.Run(PixelBuffer.Nv12(luma, chroma, 640, 360), pixels);
        foreach (Action run in (Action[])[Packed, Video])
        {
            run();
            // A collection that another test sets off now may move the count by itself, but not ten times in a row.
            long least = long.MaxValue;
            for (int attempt = 0; attempt < 10 && least > 0; attempt++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 20; i++) run();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.Equal(0, least);
        }
    }

    [Fact]
    public void An_even_frame_stays_even()
    {
        foreach (ResizeMode mode in (ResizeMode[])[ResizeMode.Shortest, ResizeMode.Squash])
        {
            PreprocessOptions options = new() { Mode = mode };
            Preprocessor preprocessor = new(options);
            float[] pixels = new float[preprocessor.PixelCount];
            for (int level = 0; level < 256; level += 5)
            {
                byte[] frame = new byte[500 * 333 * 3];
                Array.Fill(frame, (byte)level);
                preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, frame, 500, 333), pixels);
                for (int c = 0; c < 3; c++)
                    Assert.All(pixels.AsSpan(c * 224 * 224, 224 * 224).ToArray(), v => Assert.Equal((level / 255f - options.Mean[c]) / options.Std[c], v, 2e-6f));
            }
        }
    }

    [Theory]
    [InlineData(288, 288)]
    [InlineData(52, 40)]
    [InlineData(30, 77)]
    public void Inputs_of_other_shapes_follow_the_reference_too(int height, int width)
    {
        byte[] rgb = Frames.Scene(640, 360, 3);
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            PreprocessOptions options = new() { Height = height, Width = width, Mode = mode };
            Preprocessor preprocessor = new(options);
            float[] pixels = new float[preprocessor.PixelCount];
            preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, rgb, 640, 360), pixels);
            double most = Frames.Difference(pixels, ReferenceResize.Run(rgb, 640, 360, PictureColor.Rgb, options), options);
            Assert.True(most <= Tolerance, $"{mode}: {most} levels");
        }
    }

    [Fact]
    public unsafe void The_vector_pass_over_rows_equals_the_plain_one()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "this machine has no AVX2, so both are the plain one");
        Random random = new(7);
        byte[] rows = new byte[2 * 4096];
        for (int round = 0; round < 200; round++)
        {
            int width = random.Next(20, 900), outputs = random.Next(1, 300), pixelBytes = random.Next(3, 5);
            FixedTaps taps = FixedTaps.Of(FilterBank.Bicubic(width, outputs, 0, outputs), (outputs + 7) / 8 * 8, 1, HorizontalPass.TapAlign, width);
            random.NextBytes(rows);
            byte[] wide = new byte[taps.Start.Length * 6], narrow = new byte[wide.Length];
            fixed (byte* p = rows, w = wide, n = narrow)
            fixed (int* weights = taps.Weights)
            {
                HorizontalPass.Run(p, p + 4096, pixelBytes, taps, w);
                HorizontalPass.Narrow(p, p + 4096, pixelBytes, taps, weights, n);
            }
            Assert.Equal(narrow, wide);
        }
    }

    private static byte[] Flip(byte[] plane, int stride)
    {
        byte[] flipped = new byte[plane.Length];
        for (int at = 0; at < plane.Length; at += stride) plane.AsSpan(at, stride).CopyTo(flipped.AsSpan(plane.Length - stride - at));
        return flipped;
    }
}
