namespace SixLabors.ImageSharp.Formats;

public abstract class ImageEncoder : IImageEncoder
{
    private protected ImageEncoder()
    {
    }

    internal abstract void Write(Image image, Stream stream);
}
