using System.Runtime.InteropServices;

namespace CoCa.Overlay.Windows;

/// <summary>A part of the framebuffer in pixels, counted from below.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fit(int X, int Y, int Width, int Height)
{
    /// <summary>The largest part with a picture's proportions, in the middle.</summary>
    public static Fit Of(int width, int height, int pictureWidth, int pictureHeight)
    {
        if (pictureWidth < 1 || pictureHeight < 1) return new(0, 0, width, height);
        double scale = Math.Min((double)width / pictureWidth, (double)height / pictureHeight);
        int w = Math.Clamp((int)Math.Round(pictureWidth * scale), 1, Math.Max(1, width)), h = Math.Clamp((int)Math.Round(pictureHeight * scale), 1, Math.Max(1, height));
        return new((width - w) / 2, (height - h) / 2, w, h);
    }
}
