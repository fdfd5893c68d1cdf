using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp;

public static class ImageExtensions
{
    public static void SaveAsJpeg(this Image source, Stream stream) => SaveAsJpeg(source, stream, null!);

    public static void SaveAsJpeg(this Image source, Stream stream, JpegEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.Save(stream, encoder ?? new JpegEncoder());
    }

    public static void SaveAsJpeg(this Image source, string path) => SaveAsJpeg(source, path, null!);

    public static void SaveAsJpeg(this Image source, string path, JpegEncoder encoder) => Save(source, path, encoder ?? new JpegEncoder());

    public static void SaveAsPng(this Image source, Stream stream) => SaveAsPng(source, stream, null!);

    public static void SaveAsPng(this Image source, Stream stream, PngEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.Save(stream, encoder ?? new PngEncoder());
    }

    public static void SaveAsPng(this Image source, string path) => SaveAsPng(source, path, null!);

    public static void SaveAsPng(this Image source, string path, PngEncoder encoder) => Save(source, path, encoder ?? new PngEncoder());

    public static void Save(this Image source, string path, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(source);
        using FileStream stream = File.Create(path);
        source.Save(stream, encoder);
    }
}
