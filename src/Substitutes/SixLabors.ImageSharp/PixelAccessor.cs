using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

public readonly ref struct PixelAccessor<TPixel> where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly Image<TPixel> _image;

    internal PixelAccessor(Image<TPixel> image) => _image = image;

    public int Width => _image.Width;

    public int Height => _image.Height;

    public Span<TPixel> GetRowSpan(int rowIndex)
    {
        if ((uint)rowIndex >= (uint)Height) throw new ArgumentOutOfRangeException(nameof(rowIndex), rowIndex, $"expected 0 to {Height - 1}");
        return _image.Pixels.AsSpan(rowIndex * Width, Width);
    }
}
