using System.Diagnostics;
using CoCa.Core.Preprocessing;

namespace CoCa.Live.Tests.Pictures;

/// <summary>The one-pass preprocess on frames of real clips, held against the reference's resize of the same pixels.</summary>
public class VideoFramePreprocessTests
{
    private const int Frames = 2;

    [Fact]
    public void Frames_of_real_clips_are_within_two_levels_of_the_reference_in_every_format_and_mode()
    {
        List<string> report = [];
        foreach (string clip in TestData.List("data", "clips").Where(c => c.EndsWith(".mp4", StringComparison.Ordinal)).Take(6))
        {
            string path = TestData.Require("data", "clips", clip);
            foreach (string size in (string[])["1280x720", "320x240"])
            {
                int width = int.Parse(size.Split('x')[0], null), height = int.Parse(size.Split('x')[1], null), luma = width * height;
                byte[] rgb = Decode(path, size, "rgb24"), i420 = Decode(path, size, "yuv420p"), yuv = new byte[luma * 3 / 2];
                foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
                {
                    PreprocessOptions options = new() { Mode = mode };
                    Preprocessor preprocessor = new(options);
                    float[] pixels = new float[preprocessor.PixelCount], video = new float[preprocessor.PixelCount];
                    double most = 0, mostVideo = 0;
                    for (int f = 0; f < rgb.Length / (3 * luma); f++)
                    {
                        ReadOnlySpan<byte> frame = rgb.AsSpan(f * 3 * luma, 3 * luma), planar = i420.AsSpan(f * luma * 3 / 2, luma * 3 / 2);
                        preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, frame, width, height), pixels);
                        most = Math.Max(most, Difference(pixels, ReferenceResize.Run(frame, width, height, PictureColor.Rgb, options), options));

                        planar[..luma].CopyTo(yuv);
                        for (int i = 0; i < luma / 4; i++) (yuv[luma + 2 * i], yuv[luma + 2 * i + 1]) = (planar[luma + i], planar[luma * 5 / 4 + i]);
                        byte[] converted = ToRgb(yuv, width, height);
                        preprocessor.Run(PixelBuffer.Nv12(yuv, yuv.AsSpan(luma), width, height), pixels);
                        mostVideo = Math.Max(mostVideo, Difference(pixels, ReferenceResize.Run(converted, width, height, PictureColor.Rgb, options), options));
                        preprocessor.Run(PixelBuffer.I420(planar, planar[luma..], planar[(luma * 5 / 4)..], width, height), video);
                        Assert.Equal(pixels, video);
                    }
                    report.Add($"{clip} {size} {mode}: rgb24 {most:F2}, nv12 and i420 {mostVideo:F2} levels");
                    Assert.True(most <= 2.001 && mostVideo <= 2.001, report[^1]);
                }
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', report));
        if (report.Count == 0) Assert.Skip("the shared test data has no clips (it stands beside the checkout, in ../shared)");
    }

    private static byte[] Decode(string path, string size, string format)
    {
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardOutput = true };
        foreach (string a in (string[])["-nostdin", "-v", "error", "-i", path, "-vf", $"scale={size.Replace('x', ':')}", "-frames:v", $"{Frames}", "-pix_fmt", format, "-f", "rawvideo", "-"]) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        using MemoryStream frames = new();
        process.StandardOutput.BaseStream.CopyTo(frames);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return frames.ToArray();
    }

    /// <summary>BT.601, limited range, each chroma sample for four pixels, in floating point, rounded once.</summary>
    private static byte[] ToRgb(ReadOnlySpan<byte> nv12, int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int chroma = width * height + y / 2 * width + x / 2 * 2, at = (y * width + x) * 3;
                double l = (nv12[y * width + x] - 16) * 255 / 219.0, u = (nv12[chroma] - 128) * 255 / 224.0, v = (nv12[chroma + 1] - 128) * 255 / 224.0;
                rgb[at] = Level(l + 1.402 * v);
                rgb[at + 1] = Level(l - 0.114 * 1.772 / 0.587 * u - 0.299 * 1.402 / 0.587 * v);
                rgb[at + 2] = Level(l + 1.772 * u);
            }
        }
        return rgb;
    }

    private static byte Level(double v) => (byte)Math.Clamp(Math.Round(v), 0, 255);

    private static double Difference(float[] pixels, byte[] rgb, PreprocessOptions options)
    {
        int plane = options.Width * options.Height;
        double most = 0;
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < plane; i++)
                most = Math.Max(most, Math.Abs((pixels[c * plane + i] * (double)options.Std[c] + options.Mean[c]) * 255 - rgb[i * 3 + c]));
        return most;
    }
}
