using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>WebP by libwebp's simple interface, which knows no animations: they are refused.</summary>
internal sealed unsafe partial class WebpCodec : Codec
{
    /// <summary>A lossless picture of one colour needs no bits for its pixels: only the format's own bound holds.</summary>
    private const long MostPixelsPerByte = MaxPixels;

    private const string Library = "libwebp.so.7";

    public override IImageFormat Format => WebpFormat.Instance;

    public override bool Matches(ReadOnlySpan<byte> data) => data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8);

    public override Size ReadSize(byte[] data)
    {
        fixed (byte* p = data)
        {
            int width, height;
            return WebPGetInfo(p, (nuint)data.Length, &width, &height) != 0 ? new(width, height) : throw new InvalidImageContentException("WEBP: the header is damaged or cut short.");
        }
    }

    protected override Image<TPixel> DecodePixels<TPixel>(byte[] data)
    {
        Size size = ReadSize(data);
        CheckSize(size.Width, size.Height, data.Length, MostPixelsPerByte);
        if (!Chunk(data, "ANIM"u8).IsEmpty) throw new InvalidImageContentException("WEBP: this is an animation, expected a still picture.");
        bool rgb = typeof(TPixel) == typeof(Rgb24);
        if (!rgb && typeof(TPixel) != typeof(Rgba32)) return Convert<TPixel>(DecodeInto<Rgba32>(data, size, false));
        return DecodeInto<TPixel>(data, size, rgb);
    }

    protected override int ReadOrientation(byte[] data) => ExifOrientation.Read(Chunk(data, "EXIF"u8));

    private static Image<T> DecodeInto<T>(byte[] data, Size size, bool rgb) where T : unmanaged, IPixel<T>
    {
        T[] pixels = GC.AllocateUninitializedArray<T>(size.Width * size.Height);
        nuint bytes = (nuint)pixels.Length * (nuint)sizeof(T);
        int stride = size.Width * sizeof(T);
        fixed (byte* p = data)
        fixed (T* target = pixels)
        {
            byte* done = rgb ? WebPDecodeRGBInto(p, (nuint)data.Length, (byte*)target, bytes, stride) : WebPDecodeRGBAInto(p, (nuint)data.Length, (byte*)target, bytes, stride);
            if (done == null) throw new InvalidImageContentException("WEBP: the picture is damaged or cut short.");
        }
        return new(size.Width, size.Height, pixels);
    }

    /// <summary>The content of the container's first chunk of a name, empty if there is none.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        for (data = data[12..]; data.Length >= 8;)
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            if (data.StartsWith(name)) return data.Slice(8, (int)Math.Min(length, data.Length - 8));
            long next = 8 + length + (length & 1);
            if (next > data.Length) break;
            data = data[(int)next..];
        }
        return default;
    }

    [LibraryImport(Library)]
    private static partial int WebPGetInfo(byte* data, nuint size, int* width, int* height);

    [LibraryImport(Library)]
    private static partial byte* WebPDecodeRGBInto(byte* data, nuint size, byte* target, nuint targetSize, int stride);

    [LibraryImport(Library)]
    private static partial byte* WebPDecodeRGBAInto(byte* data, nuint size, byte* target, nuint targetSize, int stride);
}
