using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>What is done to an image whose pixel type only the image knows.</summary>
internal interface IImageVisitor
{
    void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>;
}
