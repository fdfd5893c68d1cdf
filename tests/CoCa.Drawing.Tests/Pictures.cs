using CoCa.Core.Preprocessing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Text;

namespace CoCa.Drawing.Tests;

internal static class Pictures
{
    /// <summary>The system's fonts; the test is skipped where there are none.</summary>
    public static FontSet Fonts()
    {
        try
        {
            return FontSet.System();
        }
        catch (Core.MissingDependencyException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    /// <summary>A grey RGB picture with the list drawn on it.</summary>
    public static byte[] Draw(DrawList list, int width, int height, byte grey = 128)
    {
        byte[] pixels = new byte[width * height * 3];
        Array.Fill(pixels, grey);
        Rasterizer.Draw(list, new PixelSurface(PixelFormat.Rgb24, pixels, width, height));
        return pixels;
    }
}
