using System.Runtime.InteropServices;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace CoCa.Live.Pictures;

/// <summary>Reads picture files. Whatever is wrong with a file becomes one line that names it.</summary>
public static class PictureLoader
{
    /// <summary>The largest picture that is read, in pixels.</summary>
    public const long MaxPixels = 1L << 28;

    private const long MaxBytes = 1L << 29;

    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".tif", ".tiff"];

    /// <summary>How the names of pictures end.</summary>
    public static IReadOnlyList<string> Extensions => s_extensions;

    /// <summary>Does a file's name say that it is a picture?</summary>
    public static bool IsPictureName(string path) => s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>A picture as a person sees it: turned as its EXIF orientation says.</summary>
    /// <exception cref="InvalidInputException">The file is missing, empty, damaged, too large, or no picture.</exception>
    /// <exception cref="MissingDependencyException">The library that decodes this format is not installed.</exception>
    public static Picture LoadUpright(string path) => Read(path, ReadFile(path), turn: true);

    /// <summary>A picture as the reference sees it: rows as they are stored, EXIF ignored.</summary>
    /// <inheritdoc cref="LoadUpright"/>
    public static Picture LoadAsStored(string path) => Read(path, ReadFile(path), turn: false);

    /// <summary>A picture out of a file's bytes, turned as its EXIF orientation says; <paramref name="name"/> only stands in messages.</summary>
    /// <inheritdoc cref="LoadUpright"/>
    public static Picture Decode(string name, byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Read(name, file, turn: true);
    }

    /// <summary>Decodes a file's bytes; <paramref name="path"/> only stands in messages.</summary>
    internal static Picture Read(string path, byte[] file, bool turn)
    {
        try
        {
            ImageInfo info = Image.Identify(file);
            if ((long)info.Width * info.Height > MaxPixels) throw new InvalidInputException($"{path} has {info.Width} x {info.Height} pixels; at most {MaxPixels} are read");
            PictureColor color = PictureHeader.ColorOf(file);
            return color == PictureColor.Rgba ? Decode<Rgba32>(file, color, turn) : Decode<Rgb24>(file, color, turn);
        }
        catch (UnknownImageFormatException e)
        {
            throw new InvalidInputException($"{path} is no picture in a format that can be read here: {OneLine(e)}", e);
        }
        catch (DllNotFoundException e)
        {
            throw new MissingDependencyException($"{path} cannot be decoded: a library is missing ({OneLine(e)})", "apt-get install -y libturbojpeg0 libwebp7", e);
        }
        catch (OutOfMemoryException e)
        {
            throw new InvalidInputException($"{path} needs more memory than there is", e);
        }
        catch (Exception e) when (e is not CoCaException)
        {
            // A decoder meets damaged data with whatever exception its code runs into.
            throw new InvalidInputException($"{path} is a damaged picture: {OneLine(e)}", e);
        }
    }

    private static Picture Decode<TPixel>(byte[] file, PictureColor color, bool turn) where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> image = Image.Load<TPixel>(new DecoderOptions { MaxFrames = 1 }, file);
        if (turn) image.Mutate(x => x.AutoOrient());
        byte[] pixels = new byte[checked(image.Width * image.Height * Marshal.SizeOf<TPixel>())];
        image.CopyPixelDataTo(pixels);
        return new(image.Width, image.Height, color, color == PictureColor.Cmyk ? ToInk(pixels) : pixels);
    }

    /// <summary>
    /// Ink is decoded to red, green and blue. As inks without black these resize as before, and what is padded is paper, not black.
    /// </summary>
    private static byte[] ToInk(byte[] rgb)
    {
        byte[] cmyk = new byte[rgb.Length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
            for (int c = 0; c < 3; c++) cmyk[to + c] = (byte)(255 - rgb[from + c]);
        return cmyk;
    }

    private static byte[] ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            long length = new FileInfo(path).Length;
            if (length == 0) throw new InvalidInputException($"{path} is empty, expected a picture");
            if (length > MaxBytes) throw new InvalidInputException($"{path} has {length} bytes; a picture has at most {MaxBytes}");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {FileProblem.Of(e)}", e);
        }
    }

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();
}
