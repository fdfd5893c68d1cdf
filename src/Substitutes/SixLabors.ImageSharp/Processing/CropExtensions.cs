using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

public static class CropExtensions
{
    public static IImageProcessingContext Crop(this IImageProcessingContext source, int width, int height) => Crop(source, new Rectangle(0, 0, width, height));

    public static IImageProcessingContext Crop(this IImageProcessingContext source, Rectangle cropRectangle)
    {
        ProcessingContext.ImageOf(source).Accept(new Cut(cropRectangle));
        return source;
    }

    private sealed class Cut(Rectangle part) : IImageVisitor
    {
        public void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>
        {
            if (part.Left < 0 || part.Top < 0 || part.Width < 1 || part.Height < 1 || part.Right > image.Width || part.Bottom > image.Height)
                throw new ArgumentException($"Crop rectangle {part} should be smaller than the source bounds {image.Bounds}.", nameof(image));
            TPixel[] target = new TPixel[part.Width * part.Height];
            for (int y = 0; y < part.Height; y++) image.Pixels.AsSpan((part.Top + y) * image.Width + part.Left, part.Width).CopyTo(target.AsSpan(y * part.Width));
            image.Replace(part.Width, part.Height, target);
        }
    }
}
