using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>A file format: how it is told, how large its picture is, and the way to its pixels.</summary>
internal abstract class Codec
{
    /// <summary>As many bytes as tell any format.</summary>
    public const int SignatureLength = 12;

    /// <summary>The largest picture that is decoded, in pixels: a gigabyte at four bytes each.</summary>
    public const long MaxPixels = 1L << 28;

    private const int MaxSide = 1 << 20;

    private static readonly Codec[] s_all = [new JpegCodec(), new PngCodec(), new WebpCodec()];

    public abstract IImageFormat Format { get; }

    public abstract bool Matches(ReadOnlySpan<byte> data);

    /// <summary>Reads the size without decoding.</summary>
    public abstract Size ReadSize(byte[] data);

    public static Codec Detect(ReadOnlySpan<byte> data)
    {
        foreach (Codec codec in s_all)
            if (codec.Matches(data)) return codec;
        throw new UnknownImageFormatException("Image cannot be loaded. Available decoders: JPEG, PNG, WEBP.");
    }

    public static Image<TPixel> Decode<TPixel>(byte[] data) where TPixel : unmanaged, IPixel<TPixel>
    {
        Codec codec = Detect(data);
        Image<TPixel> image = codec.DecodePixels<TPixel>(data);
        image.Orientation = codec.ReadOrientation(data);
        return image;
    }

    public static ImageInfo Identify(byte[] data) => new(Detect(data).ReadSize(data));

    protected abstract Image<TPixel> DecodePixels<TPixel>(byte[] data) where TPixel : unmanaged, IPixel<TPixel>;

    protected abstract int ReadOrientation(byte[] data);

    /// <summary>
    /// Refuses a size before memory is taken for it: too large altogether, or larger than so few bytes can hold in this format.
    /// </summary>
    protected static void CheckSize(long width, long height, long bytes, long mostPixelsPerByte)
    {
        if (width < 1 || height < 1) throw new InvalidImageContentException($"Image is {width} x {height} pixels.");
        if (width > MaxSide || height > MaxSide || width * height > MaxPixels) throw new InvalidImageContentException($"Image is {width} x {height} pixels; at most {MaxPixels}, and {MaxSide} a side, are decoded.");
        if (width * height / mostPixelsPerByte > bytes) throw new InvalidImageContentException($"Image is truncated: {width} x {height} pixels in {bytes} bytes.");
    }

    /// <summary>Pixels of a type that a decoder cannot write itself.</summary>
    protected static Image<TPixel> Convert<TPixel>(Image<Rgba32> source) where TPixel : unmanaged, IPixel<TPixel>
    {
        if (source is Image<TPixel> same) return same;
        TPixel[] pixels = GC.AllocateUninitializedArray<TPixel>(source.Pixels.Length);
        PixelConversion.FromRgba32<TPixel>(source.Pixels, pixels);
        return new(source.Width, source.Height, pixels);
    }
}
