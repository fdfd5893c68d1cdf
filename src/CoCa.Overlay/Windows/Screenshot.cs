using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Silk.NET.OpenGL;
using PixelFormat = Silk.NET.OpenGL.PixelFormat;

namespace CoCa.Overlay.Windows;

/// <summary>What was drawn, as a picture.</summary>
internal static class Screenshot
{
    /// <summary>Reads the framebuffer, top row first, three bytes a pixel.</summary>
    public static unsafe byte[] Read(GL gl, int width, int height)
    {
        byte[] pixels = new byte[width * height * 3], row = new byte[width * 3];
        gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        fixed (byte* p = pixels) gl.ReadPixels(0, 0, (uint)width, (uint)height, PixelFormat.Rgb, PixelType.UnsignedByte, p);
        for (int y = 0; y < height / 2; y++)
        {
            Span<byte> upper = pixels.AsSpan(y * row.Length, row.Length), lower = pixels.AsSpan((height - 1 - y) * row.Length, row.Length);
            upper.CopyTo(row);
            lower.CopyTo(upper);
            row.CopyTo(lower);
        }
        return pixels;
    }

    /// <summary>Saves pixels as PNG.</summary>
    public static void Save(string path, byte[] pixels, int width, int height)
    {
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(pixels, width, height);
        using FileStream file = File.Create(path);
        image.SaveAsPng(file);
    }
}
