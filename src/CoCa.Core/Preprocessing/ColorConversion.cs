namespace CoCa.Core.Preprocessing;

/// <summary>Conversions of whole pictures with the reference's integer rounding.</summary>
internal static class ColorConversion
{
    /// <summary>Red, green, blue bytes of a picture of any colour type; an alpha channel is dropped.</summary>
    public static byte[] ToRgb(byte[] pixels, PictureColor color)
    {
        if (color is PictureColor.Rgb or PictureColor.Palette) return pixels;
        int channels = color == PictureColor.Gray ? 1 : 4;
        byte[] rgb = new byte[pixels.Length / channels * 3];
        for (int from = 0, to = 0; from < pixels.Length; from += channels, to += 3)
        {
            switch (color)
            {
                case PictureColor.Gray:
                    rgb[to] = rgb[to + 1] = rgb[to + 2] = pixels[from];
                    break;
                case PictureColor.Rgba:
                    (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from], pixels[from + 1], pixels[from + 2]);
                    break;
                default:
                    int light = 255 - pixels[from + 3];
                    for (int c = 0; c < 3; c++) rgb[to + c] = (byte)Math.Clamp(light - Product(pixels[from + c], light), 0, 255);
                    break;
            }
        }
        return rgb;
    }

    /// <summary>Red, green and blue multiplied by alpha.</summary>
    public static byte[] Premultiply(ReadOnlySpan<byte> rgba)
    {
        byte[] result = rgba.ToArray();
        for (int i = 0; i < result.Length; i += 4)
            for (int c = 0; c < 3; c++) result[i + c] = (byte)Product(result[i + c], result[i + 3]);
        return result;
    }

    /// <summary>The way back, in place.</summary>
    public static void Unmultiply(Span<byte> rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            int alpha = rgba[i + 3];
            if (alpha is 0 or 255) continue;
            for (int c = 0; c < 3; c++) rgba[i + c] = (byte)Math.Min(255 * rgba[i + c] / alpha, 255);
        }
    }

    /// <summary><c>a * b / 255</c>, rounded.</summary>
    private static int Product(int a, int b)
    {
        int p = a * b + 128;
        return ((p >> 8) + p) >> 8;
    }
}
