using System.Security.Cryptography;

namespace CoCa.Core.Bundles;

/// <summary>Length and SHA-256 of a file on disk.</summary>
internal static class FileHash
{
    public static FileEntry Of(string path)
    {
        long length = new FileInfo(path).Length;
        // Nothing is opened for an empty file: it could be a pipe, which has no length and never ends.
        if (length == 0) return new FileEntry { Length = 0, Sha256 = Convert.ToHexStringLower(SHA256.HashData([])) };
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return new FileEntry { Length = length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(stream)) };
    }
}
