using CoCa.Core;

namespace CoCa.Cli.Media;

/// <summary>A picture or a video file that a command is given.</summary>
/// <param name="Path">As it was written.</param>
/// <param name="IsVideo">Is it read by ffmpeg (also whatever else is no picture)?</param>
internal readonly record struct MediaInput(string Path, bool IsVideo)
{
    private static readonly string[] s_pictures = [".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".tif", ".tiff"];
    private static readonly string[] s_videos = [".mp4", ".m4v", ".mkv", ".mov", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".gif", ".flv", ".wmv", ".ogv", ".mjpeg"];

    /// <summary>Files as they are, folders as the pictures and videos in them and below, in order of their names.</summary>
    /// <exception cref="InvalidInputException">Something does not exist, or a folder has no picture or video.</exception>
    public static List<MediaInput> Expand(IEnumerable<string> paths)
    {
        List<MediaInput> inputs = [];
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                inputs.Add(Of(path));
                continue;
            }
            int before = inputs.Count;
            inputs.AddRange(Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true })
                .Where(f => HasExtension(f, s_pictures) || HasExtension(f, s_videos)).Order(StringComparer.Ordinal).Select(Of));
            if (inputs.Count == before) throw new InvalidInputException($"{path}: no picture or video in this folder");
        }
        return inputs;
    }

    /// <summary>A picture by its name or its first bytes; anything else is left to ffmpeg.</summary>
    private static MediaInput Of(string path) => new(path, !HasExtension(path, s_pictures) && !LooksLikePicture(path));

    private static bool HasExtension(string path, string[] extensions) => extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool LooksLikePicture(string path)
    {
        if (!File.Exists(path)) return false;
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[12];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || (head.StartsWith("RIFF"u8) && head[8..].SequenceEqual("WEBP"u8));
    }
}
