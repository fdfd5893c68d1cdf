namespace SixLabors.ImageSharp.Processing;

public static class ResizeExtensions
{
    public static IImageProcessingContext Resize(this IImageProcessingContext source, Size size) => Resize(source, size.Width, size.Height);

    /// <remarks>A side of 0 follows from the other one.</remarks>
    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height)
    {
        Image image = ProcessingContext.ImageOf(source);
        if (width == 0) width = Math.Max(1, (int)Math.Round(image.Width * (double)height / image.Height));
        if (height == 0) height = Math.Max(1, (int)Math.Round(image.Height * (double)width / image.Width));
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        image.Accept(new BicubicResize(width, height));
        return source;
    }

    public static IImageProcessingContext Resize(this IImageProcessingContext source, ResizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Image image = ProcessingContext.ImageOf(source);
        double x = options.Size.Width / (double)image.Width, y = options.Size.Height / (double)image.Height;
        double scale = options.Mode switch
        {
            ResizeMode.Max or ResizeMode.Pad => Math.Min(x, y),
            ResizeMode.Min or ResizeMode.Crop => Math.Max(x, y),
            ResizeMode.Stretch => 0,
            _ => throw new NotSupportedException($"ResizeMode.{options.Mode}"),
        };
        if (scale == 0) return Resize(source, options.Size);
        int width = Math.Max(1, (int)Math.Round(image.Width * scale)), height = Math.Max(1, (int)Math.Round(image.Height * scale));
        Resize(source, width, height);
        if (options.Mode == ResizeMode.Crop)
        {
            int w = Math.Min(options.Size.Width, width), h = Math.Min(options.Size.Height, height);
            source.Crop(new Rectangle((width - w) / 2, (height - h) / 2, w, h));
        }
        else if (options.Mode == ResizeMode.Pad) image.Accept(new Padding(options.Size.Width, options.Size.Height));
        return source;
    }

    private sealed class Padding(int width, int height) : IImageVisitor
    {
        public void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, PixelFormats.IPixel<TPixel>
        {
            TPixel[] target = new TPixel[width * height];
            int left = (width - image.Width) / 2, top = (height - image.Height) / 2;
            for (int y = 0; y < image.Height; y++) image.Pixels.AsSpan(y * image.Width, image.Width).CopyTo(target.AsSpan((top + y) * width + left));
            image.Replace(width, height, target);
        }
    }
}
