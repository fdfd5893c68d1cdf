using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Writes a JPEG with chroma of half the width and height.</summary>
internal sealed unsafe class JpegWriter(Stream stream, int quality) : IImageVisitor
{
    public void Visit<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>
    {
        bool gray = typeof(TPixel) == typeof(L8);
        int format = gray ? TurboJpeg.FormatGray : TurboJpeg.FormatOf<TPixel>();
        if (format < 0) throw new NotSupportedException($"JPEG of {typeof(TPixel).Name}");
        nint handle = TurboJpeg.tjInitCompress();
        byte* data = null;
        System.Runtime.InteropServices.CULong size = default;
        try
        {
            fixed (TPixel* p = image.Pixels)
            {
                if (TurboJpeg.tjCompress2(handle, (byte*)p, image.Width, 0, image.Height, format, &data, &size,
                    gray ? TurboJpeg.SamplingGray : TurboJpeg.SamplingHalf, Math.Clamp(quality, 1, 100), 0) != 0)
                    throw new InvalidOperationException($"JPEG: {TurboJpeg.Error(handle)}");
            }
            stream.Write(new ReadOnlySpan<byte>(data, checked((int)size.Value)));
        }
        finally
        {
            if (data != null) TurboJpeg.tjFree(data);
            _ = TurboJpeg.tjDestroy(handle);
        }
    }
}
