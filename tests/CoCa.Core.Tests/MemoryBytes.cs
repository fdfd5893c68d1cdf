using CoCa.Core.Weights;

namespace CoCa.Core.Tests;

/// <summary>Bytes in memory in place of a file.</summary>
internal sealed class MemoryBytes(byte[] bytes) : IFileBytes
{
    public long Length => bytes.Length;

    public ReadOnlySpan<byte> Span(long offset, long length) => bytes.AsSpan(checked((int)offset), checked((int)length));

    public void Dispose() { }
}
