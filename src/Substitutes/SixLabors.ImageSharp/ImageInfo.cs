namespace SixLabors.ImageSharp;

public class ImageInfo
{
    internal ImageInfo(Size size) => Size = size;

    public int Width => Size.Width;

    public int Height => Size.Height;

    public Size Size { get; }

    public Rectangle Bounds => new(0, 0, Width, Height);
}
