using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

public static class ProcessingExtensions
{
    public static void Mutate(this Image source, Action<IImageProcessingContext> operation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(operation);
        operation(new ProcessingContext(source));
    }

    public static void Mutate<TPixel>(this Image<TPixel> source, Action<IImageProcessingContext> operation) where TPixel : unmanaged, IPixel<TPixel> =>
        Mutate((Image)source, operation);

    public static Image Clone(this Image source, Action<IImageProcessingContext> operation)
    {
        ArgumentNullException.ThrowIfNull(source);
        Image clone = source.CloneImage();
        clone.Mutate(operation);
        return clone;
    }

    public static Image<TPixel> Clone<TPixel>(this Image<TPixel> source, Action<IImageProcessingContext> operation) where TPixel : unmanaged, IPixel<TPixel> =>
        (Image<TPixel>)Clone((Image)source, operation);
}
