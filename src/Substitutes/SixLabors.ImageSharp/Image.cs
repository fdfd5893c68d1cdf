using SixLabors.ImageSharp.Codecs;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

public abstract class Image : IDisposable
{
    private protected Image()
    {
    }

    public int Width { get; private protected set; }

    public int Height { get; private protected set; }

    public Size Size => new(Width, Height);

    public Rectangle Bounds => new(0, 0, Width, Height);

    /// <summary>EXIF's orientation, 1 to 8; what AutoOrient undoes.</summary>
    internal int Orientation { get; set; } = 1;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    public void Save(Stream stream, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        ((ImageEncoder)encoder).Write(this, stream);
    }

    internal abstract void Accept(IImageVisitor visitor);

    internal abstract Image CloneImage();

    public static Image<TPixel> Load<TPixel>(string path) where TPixel : unmanaged, IPixel<TPixel> => Codec.Decode<TPixel>(File.ReadAllBytes(path));

    public static Image<TPixel> Load<TPixel>(Stream stream) where TPixel : unmanaged, IPixel<TPixel> => Codec.Decode<TPixel>(ReadAll(stream));

    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data) where TPixel : unmanaged, IPixel<TPixel> => Codec.Decode<TPixel>(data.ToArray());

    public static Image<TPixel> Load<TPixel>(DecoderOptions options, string path) where TPixel : unmanaged, IPixel<TPixel> => Load<TPixel>(path);

    public static Image<TPixel> Load<TPixel>(DecoderOptions options, Stream stream) where TPixel : unmanaged, IPixel<TPixel> => Load<TPixel>(stream);

    public static Image<TPixel> Load<TPixel>(DecoderOptions options, ReadOnlySpan<byte> data) where TPixel : unmanaged, IPixel<TPixel> => Load<TPixel>(data);

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height) where TPixel : unmanaged, IPixel<TPixel>
    {
        Image<TPixel> image = new(width, height);
        data[..image.Pixels.Length].CopyTo(image.Pixels);
        return image;
    }

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height) where TPixel : unmanaged, IPixel<TPixel> =>
        LoadPixelData(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    public static ImageInfo Identify(string path) => Codec.Identify(File.ReadAllBytes(path));

    public static ImageInfo Identify(Stream stream) => Codec.Identify(ReadAll(stream));

    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => Codec.Identify(buffer.ToArray());

    public static IImageFormat DetectFormat(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] start = new byte[Codec.SignatureLength];
        return Codec.Detect(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false))).Format;
    }

    public static IImageFormat DetectFormat(Stream stream) => Codec.Detect(ReadAll(stream)).Format;

    public static IImageFormat DetectFormat(ReadOnlySpan<byte> buffer) => Codec.Detect(buffer).Format;

    private static byte[] ReadAll(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
