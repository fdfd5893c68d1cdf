using CoCa.Core.Preprocessing;

namespace CoCa.Bench;

/// <summary>A video frame to the model's 224 x 224 on one thread, by format, size and mode.</summary>
internal static class PreprocessBench
{
    public static void Run()
    {
        foreach ((int width, int height, ResizeMode mode) in ((int, int, ResizeMode)[])[(1280, 720, ResizeMode.Shortest), (1280, 720, ResizeMode.Squash), (1280, 720, ResizeMode.Longest), (1920, 1080, ResizeMode.Shortest), (3840, 2160, ResizeMode.Shortest)])
        {
            Preprocessor preprocessor = new(new() { Mode = mode });
            float[] pixels = new float[preprocessor.PixelCount];
            byte[] data = new byte[width * height * 4], u = new byte[width * height / 4], v = new byte[width * height / 4];
            new Random(1).NextBytes(data);
            string size = $"{width}x{height} {mode}";
            Timing.Print($"{size} Bgra32", () => preprocessor.Run(PixelBuffer.Packed(PixelFormat.Bgra32, data, width, height), pixels));
            Timing.Print($"{size} Rgb24", () => preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, data, width, height), pixels));
            Timing.Print($"{size} Nv12", () => preprocessor.Run(PixelBuffer.Nv12(data, data, width, height), pixels));
            Timing.Print($"{size} I420", () => preprocessor.Run(PixelBuffer.I420(data, u, v, width, height), pixels));
        }
    }
}
