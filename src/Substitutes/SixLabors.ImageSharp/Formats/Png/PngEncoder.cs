using SixLabors.ImageSharp.Codecs;

namespace SixLabors.ImageSharp.Formats.Png;

public class PngEncoder : ImageEncoder
{
    public PngCompressionLevel CompressionLevel { get; init; } = PngCompressionLevel.DefaultCompression;

    internal override void Write(Image image, Stream stream) => image.Accept(new PngWriter(stream, CompressionLevel));
}
