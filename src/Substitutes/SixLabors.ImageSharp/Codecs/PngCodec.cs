using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>PNG on the framework's zlib alone: every colour type, bit depth and interlace; gamma and colour profiles are left alone as the package leaves them.</summary>
internal sealed class PngCodec : Codec
{
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public override IImageFormat Format => PngFormat.Instance;

    public override bool Matches(ReadOnlySpan<byte> data) => data.StartsWith(Signature);

    public override Size ReadSize(byte[] data)
    {
        PngFile file = new(data);
        return new(file.Width, file.Height);
    }

    protected override Image<TPixel> DecodePixels<TPixel>(byte[] data)
    {
        PngFile file = new(data);
        // Deflate makes at most 1032 bytes of one; a row of pixels of one bit each has eight to the byte.
        CheckSize(file.Width, file.Height, data.Length, 1032 * 8);
        return PngReader.Read<TPixel>(file);
    }

    protected override int ReadOrientation(byte[] data) => ExifOrientation.Read(new PngFile(data).Exif);
}
