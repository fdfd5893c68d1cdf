using System.Text.Unicode;
using CoCa.Core;
using CoCa.Live.Pictures;

namespace CoCa.Cli.Media;

/// <summary>A picture or a video file that a command is given.</summary>
/// <param name="Path">As it was written.</param>
/// <param name="IsVideo">Is it read by ffmpeg (also whatever else is no picture)?</param>
internal readonly record struct MediaInput(string Path, bool IsVideo)
{
    private static readonly string[] s_videos = [".mp4", ".m4v", ".mkv", ".mov", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".gif", ".flv", ".wmv", ".ogv", ".mjpeg"];
    private static readonly string[] s_texts = [".m3u8", ".m3u", ".ffconcat", ".sdp", ".y4m"]; // that ffmpeg reads, and that begin as text

    /// <summary>Does its name say that it is a video?</summary>
    public bool IsCalledVideo => HasExtension(Path, s_videos);

    /// <summary>Files as they are, folders as the pictures and videos in them and below, in order of their names.</summary>
    /// <exception cref="InvalidInputException">Something does not exist or is text, or a folder has no picture or video.</exception>
    public static List<MediaInput> Expand(IEnumerable<string> paths)
    {
        List<MediaInput> inputs = [];
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                if (!File.Exists(path)) throw new InvalidInputException($"{path}: no such file or folder");
                inputs.Add(Of(path));
                continue;
            }
            int before = inputs.Count;
            inputs.AddRange(Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true })
                .Where(f => PictureLoader.IsPictureName(f) || HasExtension(f, s_videos)).Order(StringComparer.Ordinal).Select(Of));
            if (inputs.Count == before) throw new InvalidInputException($"{path}: no picture or video in this folder");
        }
        return inputs;
    }

    /// <summary>A picture by its name or its first bytes; anything else but text is left to ffmpeg.</summary>
    private static MediaInput Of(string path)
    {
        if (PictureLoader.IsPictureName(path)) return new(path, IsVideo: false);
        if (HasExtension(path, s_videos) || HasExtension(path, s_texts)) return new(path, IsVideo: true);
        byte[] head = Head(path);
        // ffmpeg would film a text file as a terminal shows it.
        if (IsText(head)) throw new InvalidInputException($"{path}: is text, neither a picture nor a video that ffmpeg can read");
        return new(path, !LooksLikePicture(head));
    }

    private static bool HasExtension(string path, string[] extensions) => extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static byte[] Head(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] head = new byte[512];
            return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {FileProblem.Of(e)}", e);
        }
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        // The last character may be cut.
        int end = head.Length;
        while (end > 0 && (head[end - 1] & 0xC0) == 0x80) end--;
        if (end > 0 && end + 3 >= head.Length && head[end - 1] >= 0xC0) end--;
        return end > 0 && !head[..end].ContainsAnyInRange((byte)0, (byte)8) && Utf8.IsValid(head[..end]);
    }

    private static bool LooksLikePicture(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8));
}
