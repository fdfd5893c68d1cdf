using SixLabors.ImageSharp.Codecs;

namespace SixLabors.ImageSharp.Formats.Jpeg;

public sealed class JpegEncoder : ImageEncoder
{
    public int? Quality { get; init; }

    internal override void Write(Image image, Stream stream) => image.Accept(new JpegWriter(stream, Quality ?? 75));
}
