using System.Buffers;
using CoCa.Core.Preprocessing;

namespace CoCa.Live.Sources;

/// <summary>
/// One frame, <c>[Height, Width, 3]</c> RGB bytes, in a pooled buffer that its reader owns: dispose it to give the buffer back.
/// Not thread-safe.
/// </summary>
public sealed class VideoFrame : IDisposable
{
    private readonly int _length;
    private byte[]? _buffer;

    internal VideoFrame(int width, int height, byte[] buffer, int length)
    {
        (Width, Height, _buffer, _length) = (width, height, buffer, length);
    }

    /// <summary>Counts the source's frames from 0.</summary>
    public long Id { get; internal set; }

    /// <summary>The source's own time stamp.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, valid until the frame is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was given back.</exception>
    public ReadOnlySpan<byte> Pixels => (_buffer ?? throw new ObjectDisposedException(nameof(VideoFrame))).AsSpan(0, _length);

    /// <summary>The frame as the preprocessor takes it, valid until the frame is disposed.</summary>
    public PixelBuffer AsBuffer() => PixelBuffer.Packed(PixelFormat.Rgb24, Pixels, Width, Height);

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[]? buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
    }
}
