namespace CoCa.Training.Data;

/// <summary>Where a file lies in a tar archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Bytes; all of them are in the archive.</param>
internal readonly record struct TarEntry(string Name, long Offset, int Length);
