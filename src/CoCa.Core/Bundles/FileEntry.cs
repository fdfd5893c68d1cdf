namespace CoCa.Core.Bundles;

/// <summary>Length and hash of a bundle's file.</summary>
public sealed record FileEntry
{
    /// <summary>The file's length, bytes.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of the content, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
