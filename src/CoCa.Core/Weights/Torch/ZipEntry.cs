namespace CoCa.Core.Weights.Torch;

/// <summary>Where the bytes of a stored (not compressed) zip entry lie in the file.</summary>
internal readonly record struct ZipEntry(long Offset, long Length);
