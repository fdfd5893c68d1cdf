using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>From the one form that every decoder can give, and back to it.</summary>
internal static class PixelConversion
{
    public static void FromRgba32<TPixel>(ReadOnlySpan<Rgba32> source, Span<TPixel> target) where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) == typeof(Rgba32)) MemoryMarshal.Cast<Rgba32, TPixel>(source).CopyTo(target);
        else if (typeof(TPixel) == typeof(Rgb24))
        {
            Span<Rgb24> rgb = MemoryMarshal.Cast<TPixel, Rgb24>(target);
            for (int i = 0; i < source.Length; i++) rgb[i] = new(source[i].R, source[i].G, source[i].B);
        }
        else if (typeof(TPixel) == typeof(Bgra32))
        {
            Span<Bgra32> bgra = MemoryMarshal.Cast<TPixel, Bgra32>(target);
            for (int i = 0; i < source.Length; i++) bgra[i] = new(source[i].R, source[i].G, source[i].B, source[i].A);
        }
        else if (typeof(TPixel) == typeof(L8))
        {
            Span<L8> gray = MemoryMarshal.Cast<TPixel, L8>(target);
            for (int i = 0; i < source.Length; i++) gray[i] = new(Luminance(source[i]));
        }
        else throw Unknown<TPixel>();
    }

    public static void ToRgba32<TPixel>(ReadOnlySpan<TPixel> source, Span<Rgba32> target) where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) == typeof(Rgba32)) MemoryMarshal.Cast<TPixel, Rgba32>(source).CopyTo(target);
        else if (typeof(TPixel) == typeof(Rgb24))
        {
            ReadOnlySpan<Rgb24> rgb = MemoryMarshal.Cast<TPixel, Rgb24>(source);
            for (int i = 0; i < rgb.Length; i++) target[i] = new(rgb[i].R, rgb[i].G, rgb[i].B);
        }
        else if (typeof(TPixel) == typeof(Bgra32))
        {
            ReadOnlySpan<Bgra32> bgra = MemoryMarshal.Cast<TPixel, Bgra32>(source);
            for (int i = 0; i < bgra.Length; i++) target[i] = new(bgra[i].R, bgra[i].G, bgra[i].B, bgra[i].A);
        }
        else if (typeof(TPixel) == typeof(L8))
        {
            ReadOnlySpan<L8> gray = MemoryMarshal.Cast<TPixel, L8>(source);
            for (int i = 0; i < gray.Length; i++) target[i] = new(gray[i].PackedValue, gray[i].PackedValue, gray[i].PackedValue);
        }
        else throw Unknown<TPixel>();
    }

    /// <summary>The weights of BT.709, as the package takes them.</summary>
    private static byte Luminance(Rgba32 p) => (byte)(p.R * .2126f + p.G * .7152f + p.B * .0722f + 0.5f);

    private static NotSupportedException Unknown<TPixel>() => new($"{typeof(TPixel).Name}: this build knows the pixel types Rgb24, Rgba32, Bgra32 and L8");
}
