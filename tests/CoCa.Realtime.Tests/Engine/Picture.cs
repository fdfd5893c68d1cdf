using CoCa.Core.Preprocessing;

namespace CoCa.Realtime.Tests.Engine;

/// <summary>A made-up frame, another one for each number.</summary>
internal static class Picture
{
    public const int Width = 48, Height = 40;

    public static byte[] Of(int number)
    {
        byte[] pixels = new byte[Width * Height * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 7 / Width + number * 3 + i % 5 * number);
        return pixels;
    }

    public static bool Push(this EngineStream stream, byte[] pixels, double seconds) =>
        stream.PushFrame(PixelBuffer.Packed(PixelFormat.Rgb24, pixels, Width, Height), TimeSpan.FromSeconds(seconds));
}
