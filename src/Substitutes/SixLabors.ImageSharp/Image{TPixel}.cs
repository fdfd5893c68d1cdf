using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

public sealed class Image<TPixel> : Image where TPixel : unmanaged, IPixel<TPixel>
{
    public Image(int width, int height) : this(width, height, new TPixel[PixelCount(width, height)])
    {
    }

    public Image(int width, int height, TPixel backgroundColor) : this(width, height) => Pixels.AsSpan().Fill(backgroundColor);

    internal Image(int width, int height, TPixel[] pixels)
    {
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Row after row without gaps.</summary>
    internal TPixel[] Pixels { get; private set; }

    public TPixel this[int x, int y]
    {
        get => Pixels[Index(x, y)];
        set => Pixels[Index(x, y)] = value;
    }

    public bool DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
    {
        memory = Pixels;
        return true;
    }

    public void CopyPixelDataTo(Span<TPixel> destination) => Pixels.CopyTo(destination);

    public void CopyPixelDataTo(Span<byte> destination) => MemoryMarshal.AsBytes(Pixels.AsSpan()).CopyTo(destination);

    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels)
    {
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new(this));
    }

    public Image<TPixel> Clone() => new(Width, Height, (TPixel[])Pixels.Clone()) { Orientation = Orientation };

    protected override void Dispose(bool disposing) => Pixels = [];

    internal override void Accept(IImageVisitor visitor) => visitor.Visit(this);

    internal override Image CloneImage() => Clone();

    /// <summary>Pixels of another size in the place of these.</summary>
    internal void Replace(int width, int height, TPixel[] pixels)
    {
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    private static int PixelCount(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return checked(width * height);
    }

    private int Index(int x, int y)
    {
        if ((uint)x >= (uint)Width) throw new ArgumentOutOfRangeException(nameof(x), x, $"expected 0 to {Width - 1}");
        if ((uint)y >= (uint)Height) throw new ArgumentOutOfRangeException(nameof(y), y, $"expected 0 to {Height - 1}");
        return y * Width + x;
    }
}
