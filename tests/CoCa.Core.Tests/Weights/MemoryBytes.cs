using CoCa.Core.Weights;

namespace CoCa.Core.Tests.Weights;

/// <summary>A file in memory. Before its bytes there may be a hole of any length, which holds zeros.</summary>
internal sealed class MemoryBytes(byte[] bytes, long hole = 0) : IFileBytes
{
    public long Length => hole + bytes.Length;

    public ReadOnlySpan<byte> Span(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        if (offset >= hole) return bytes.AsSpan((int)(offset - hole), (int)length);
        byte[] part = new byte[length];
        if (offset + length > hole) bytes.AsSpan(0, (int)(offset + length - hole)).CopyTo(part.AsSpan((int)(hole - offset)));
        return part;
    }

    public void Dispose() { }
}
