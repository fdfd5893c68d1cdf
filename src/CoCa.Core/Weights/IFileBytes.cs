namespace CoCa.Core.Weights;

/// <summary>The bytes of a whole file, of any length.</summary>
internal interface IFileBytes : IDisposable
{
    /// <summary>The file's length.</summary>
    long Length { get; }

    /// <summary>A part of it, valid until this is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the file.</exception>
    ReadOnlySpan<byte> Span(long offset, long length);
}
