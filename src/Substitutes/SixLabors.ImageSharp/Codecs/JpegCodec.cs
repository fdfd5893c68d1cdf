using System.Buffers.Binary;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>JPEG by libturbojpeg, whose interface returns errors and keeps its own jumps to itself.</summary>
internal sealed unsafe class JpegCodec : Codec
{
    /// <summary>A block of 8 x 8 pixels takes a bit at least in a progressive file's only scan; four times that for arithmetic coding and coarse chroma.</summary>
    private const long MostPixelsPerByte = 64 * 8 * 4;

    public override IImageFormat Format => JpegFormat.Instance;

    public override bool Matches(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public override Size ReadSize(byte[] data)
    {
        nint handle = Open();
        try
        {
            fixed (byte* p = data) return ReadHeader(handle, p, data.Length, out _);
        }
        finally
        {
            _ = TurboJpeg.tjDestroy(handle);
        }
    }

    protected override Image<TPixel> DecodePixels<TPixel>(byte[] data)
    {
        nint handle = Open();
        try
        {
            fixed (byte* p = data)
            {
                Size size = ReadHeader(handle, p, data.Length, out int colors);
                CheckSize(size.Width, size.Height, data.Length, MostPixelsPerByte);
                if (colors is TurboJpeg.ColorsCmyk or TurboJpeg.ColorsYcck)
                {
                    Rgba32[] inks = Read<Rgba32>(handle, p, data.Length, size, TurboJpeg.FormatCmyk);
                    ToRgb(inks);
                    return Convert<TPixel>(new(size.Width, size.Height, inks));
                }
                int format = TurboJpeg.FormatOf<TPixel>();
                return format >= 0
                    ? new(size.Width, size.Height, Read<TPixel>(handle, p, data.Length, size, format))
                    : Convert<TPixel>(new(size.Width, size.Height, Read<Rgba32>(handle, p, data.Length, size, TurboJpeg.FormatRgba)));
            }
        }
        finally
        {
            _ = TurboJpeg.tjDestroy(handle);
        }
    }

    protected override int ReadOrientation(byte[] data)
    {
        // Segments follow one another until the first scan; EXIF is in an APP1 of its own.
        ReadOnlySpan<byte> rest = data.AsSpan(2);
        while (rest.Length >= 4 && rest[0] == 0xFF && rest[1] is not (0xDA or 0xD9))
        {
            if (rest[1] == 0xFF)
            {
                rest = rest[1..];
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 2 || length + 2 > rest.Length) break;
            ReadOnlySpan<byte> segment = rest.Slice(4, length - 2);
            if (rest[1] == 0xE1 && segment.StartsWith("Exif\0\0"u8)) return ExifOrientation.Read(segment[6..]);
            rest = rest[(length + 2)..];
        }
        return 1;
    }

    private static nint Open()
    {
        nint handle = TurboJpeg.tjInitDecompress();
        return handle != 0 ? handle : throw new InvalidOperationException($"libturbojpeg: {TurboJpeg.Error(0)}");
    }

    private static Size ReadHeader(nint handle, byte* data, int length, out int colors)
    {
        int width = 0, height = 0, sampling = -1;
        colors = -1;
        int result = TurboJpeg.tjDecompressHeader3(handle, data, new((nuint)length), &width, &height, &sampling, out colors);
        // An unusual chroma sampling is reported as an error here, yet decodes.
        if (result != 0 && (width < 1 || height < 1 || colors < 0 || sampling >= 0)) throw new InvalidImageContentException($"JPEG: {TurboJpeg.Error(handle)}");
        return new(width, height);
    }

    private static T[] Read<T>(nint handle, byte* data, int length, Size size, int format) where T : unmanaged
    {
        T[] pixels = GC.AllocateUninitializedArray<T>(size.Width * size.Height);
        fixed (T* p = pixels)
        {
            int result = TurboJpeg.tjDecompress2(handle, data, new((nuint)length), (byte*)p, size.Width, 0, size.Height, format, TurboJpeg.LimitScans);
            if (result != 0)
            {
                // Warnings tell of small damage that is decoded around; a file that ends too soon is not small damage.
                string error = TurboJpeg.Error(handle);
                if (TurboJpeg.tjGetErrorCode(handle) != 0 || error.Contains("Premature end", StringComparison.Ordinal)) throw new InvalidImageContentException($"JPEG: {error}");
            }
        }
        return pixels;
    }

    /// <summary>Inks as Adobe stores them, 255 for none.</summary>
    private static void ToRgb(Span<Rgba32> inks)
    {
        foreach (ref Rgba32 p in inks) p = new(Product(p.R, p.A), Product(p.G, p.A), Product(p.B, p.A));
    }

    private static byte Product(int a, int b) => (byte)((a * b + 127) / 255);
}
