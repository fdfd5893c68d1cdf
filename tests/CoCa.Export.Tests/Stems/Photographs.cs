using System.Formats.Tar;
using System.Text.Json;
using CoCa.Core.Preprocessing;
using CoCa.Export.Tests.Running;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Export.Tests.Stems;

/// <summary>Labelled photographs out of a tar of NAME.jpg and NAME.json.</summary>
internal static class Photographs
{
    /// <summary>Those whose label is a key of <paramref name="labels"/>, with its value, as [1, 3, 224, 224] in -1..1.</summary>
    public static IEnumerable<(string Label, Tensor Pixels)> Of(string tar, IReadOnlyDictionary<string, string> labels)
    {
        using FileStream stream = File.OpenRead(tar);
        using var reader = new TarReader(stream);
        byte[]? picture = null;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            byte[] data = new byte[entry.Length];
            entry.DataStream.ReadExactly(data);
            if (entry.Name.EndsWith(".jpg", StringComparison.Ordinal))
            {
                picture = data;
                continue;
            }
            using JsonDocument json = JsonDocument.Parse(data);
            if (picture is not null && labels.TryGetValue(json.RootElement.GetProperty("label").GetString()!, out string? label)) yield return (label, Pixels(picture));
        }
    }

    private static Tensor Pixels(byte[] jpeg)
    {
        var preprocessor = new Preprocessor(new PreprocessOptions { Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] });
        using Image<Rgb24> image = Image.Load<Rgb24>(jpeg);
        byte[] rgb = new byte[3 * image.Width * image.Height];
        image.CopyPixelDataTo(rgb);
        float[] pixels = new float[preprocessor.PixelCount];
        preprocessor.Run(PixelBuffer.Packed(PixelFormat.Rgb24, rgb, image.Width, image.Height), pixels);
        return new Tensor(pixels, [1, 3, 224, 224]);
    }
}
