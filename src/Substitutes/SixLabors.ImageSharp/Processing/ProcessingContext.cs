namespace SixLabors.ImageSharp.Processing;

/// <summary>Does every operation at once on the image itself.</summary>
internal sealed class ProcessingContext(Image image) : IImageProcessingContext
{
    public Image Image => image;

    public Size GetCurrentSize() => image.Size;

    public static Image ImageOf(IImageProcessingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ((ProcessingContext)context).Image;
    }
}
