using CoCa.Core.Preprocessing;

namespace CoCa.Drawing;

/// <summary>A picture that is drawn upon, where it already is: packed pixels with a stride. Nothing is copied or owned.</summary>
public readonly ref struct PixelSurface
{
    /// <summary>A view over pixels.</summary>
    /// <param name="format"><see cref="PixelFormat.Rgb24"/>, <see cref="PixelFormat.Bgra32"/> or <see cref="PixelFormat.Rgba32"/>.</param>
    /// <param name="pixels">The pixels, row after row from the top.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="stride">Bytes from a row to the next; 0: rows without a gap.</param>
    /// <exception cref="ArgumentException">The format has more than one plane, or the pixels are fewer than size and stride say.</exception>
    public PixelSurface(PixelFormat format, Span<byte> pixels, int width, int height, int stride = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        BytesPerPixel = format switch
        {
            PixelFormat.Rgb24 => 3,
            PixelFormat.Bgra32 or PixelFormat.Rgba32 => 4,
            _ => throw new ArgumentException($"{format} cannot be drawn upon, expected Rgb24, Bgra32 or Rgba32", nameof(format)),
        };
        (Format, Width, Height, Stride) = (format, width, height, stride == 0 ? width * BytesPerPixel : stride);
        if (Stride < width * BytesPerPixel) throw new ArgumentException($"the stride is {Stride} bytes, a row has {width * BytesPerPixel}", nameof(stride));
        long need = (long)(height - 1) * Stride + width * BytesPerPixel;
        if (pixels.Length < need) throw new ArgumentException($"there are {pixels.Length} bytes of pixels, {height} rows at stride {Stride} need {need}", nameof(pixels));
        Pixels = pixels;
    }

    /// <summary>How a pixel's bytes lie.</summary>
    public PixelFormat Format { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from a row to the next.</summary>
    public int Stride { get; }

    /// <summary>3 or 4.</summary>
    public int BytesPerPixel { get; }

    /// <summary>All pixels.</summary>
    public Span<byte> Pixels { get; }

    /// <summary>Where red lies in a pixel; blue lies at <c>2 - RedAt</c>.</summary>
    internal int RedAt => Format == PixelFormat.Bgra32 ? 2 : 0;

    /// <summary>A row's pixels.</summary>
    internal Span<byte> Row(int y) => Pixels.Slice(y * Stride, Width * BytesPerPixel);
}
