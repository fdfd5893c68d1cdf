using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>Which files are pictures, and their bytes.</summary>
internal static class PictureFiles
{
    private const long MaxBytes = 1L << 29;

    private static readonly string[] s_extensions = ["jpg", "jpeg", "png", "webp"];

    /// <param name="extension">Without the dot.</param>
    public static bool IsPicture(ReadOnlySpan<char> extension)
    {
        foreach (string known in s_extensions)
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    public static byte[] Read(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= MaxBytes ? File.ReadAllBytes(path) : throw new InvalidInputException($"{path} has {length} bytes; a picture has at most {MaxBytes}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
