using System.Formats.Tar;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CoCa.Training.Tests;

/// <summary>Makes small archives of pictures.</summary>
internal static class TarBuilder
{
    /// <summary>A tar of files, in order.</summary>
    public static byte[] Of(params (string Name, byte[] Content)[] files) => Of(TarEntryFormat.Ustar, files);

    public static byte[] Of(TarEntryFormat format, params (string Name, byte[] Content)[] files)
    {
        MemoryStream stream = new();
        using (TarWriter tar = new(stream, format, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(content);
                tar.WriteEntry(entry);
            }
        }
        return stream.ToArray();
    }

    /// <summary>Samples 0 to <paramref name="count"/> with captions "picture i, caption j".</summary>
    public static byte[] Captions(int count, int captions = 5, int size = 24) => Of([.. Enumerable.Range(0, count).SelectMany(i => ((string, byte[])[])[
        ($"{i:000}.png", Png(size, size, i)),
        ($"{i:000}.json", Encoding.UTF8.GetBytes($"{{\"captions\":[{string.Join(',', Enumerable.Range(0, captions).Select(j => $"\"picture {i} caption {j}\""))}]}}"))])]);

    /// <summary>A picture with a colour of its own and a gradient.</summary>
    public static byte[] Png(int width, int height, int seed)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0, y = 0; y < height; y++)
            for (int x = 0; x < width; x++, i += 3) (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(seed * 37), (byte)(255 * x / width), (byte)(255 * y / height));
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(rgb, width, height);
        using MemoryStream stream = new();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
