using CoCa.Core;
using CoCa.Core.Preprocessing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Live.Pictures;

/// <summary>Shows what the model is given.</summary>
public static class PicturePreview
{
    /// <summary>Reads a picture as the reference does (EXIF ignored), resizes it to the model's size and writes that as a PNG.</summary>
    /// <exception cref="InvalidInputException">The picture cannot be read, an option is out of range, or the PNG cannot be written.</exception>
    public static void Write(string input, PreprocessOptions options, string output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options.Validate();
        byte[] rgb = PictureLoader.LoadAsStored(input).Resize(options);
        using MemoryStream png = new();
        using (Image<Rgb24> image = Image.LoadPixelData<Rgb24>(rgb, options.Width, options.Height)) image.SaveAsPng(png);
        string temporary = output + ".part";
        try
        {
            File.WriteAllBytes(temporary, png.ToArray());
            File.Move(temporary, output, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new InvalidInputException($"{output} cannot be written: {FileProblem.Of(e)}", e);
        }
    }
}
