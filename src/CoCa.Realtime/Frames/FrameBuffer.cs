using CoCa.Core;
using CoCa.Core.Preprocessing;

namespace CoCa.Realtime.Frames;

/// <summary>
/// A frame's pixels in memory of its own that is used again and again: it grows to the largest frame that it has held and allocates nothing afterwards.
/// Rows lie top down without gaps. One thread at a time; the engine says whose turn it is.
/// </summary>
public sealed class FrameBuffer
{
    private const long MaxBytes = 1 << 29;

    private byte[] _bytes = [];
    private PixelFormat _format;
    private int _width, _height;
    private YuvMatrix _matrix;
    private YuvRange _range;

    /// <summary>Counts the stream's frames from 0, those that were dropped included.</summary>
    public long Id { get; internal set; }

    /// <summary>The source's own time stamp.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>When the frame was complete in this process: a time stamp of the engine's time provider.</summary>
    public long Arrived { get; internal set; }

    /// <summary>Whether it is known that no other frame follows.</summary>
    public bool IsLast { get; internal set; }

    /// <summary>The pixels; valid until the buffer is filled anew.</summary>
    public PixelBuffer Pixels
    {
        get
        {
            ReadOnlySpan<byte> bytes = _bytes;
            int luma = _width * _height, half = (_width + 1) / 2 * ((_height + 1) / 2);
            return _format switch
            {
                PixelFormat.Nv12 => PixelBuffer.Nv12(bytes[..luma], bytes.Slice(luma, 2 * half), _width, _height, matrix: _matrix, range: _range),
                PixelFormat.I420 => PixelBuffer.I420(bytes[..luma], bytes.Slice(luma, half), bytes.Slice(luma + half, half), _width, _height, matrix: _matrix, range: _range),
                _ => PixelBuffer.Packed(_format, bytes, _width, _height),
            };
        }
    }

    /// <summary>Makes room for a frame; the caller fills it: all planes after one another, rows without gaps.</summary>
    /// <exception cref="InvalidInputException">A side is below 1, or the frame is above 512 MiB.</exception>
    public Span<byte> Reserve(PixelFormat format, int width, int height, YuvMatrix matrix = YuvMatrix.Bt601, YuvRange range = YuvRange.Limited)
    {
        long half = ((width + 1L) / 2) * ((height + 1L) / 2), pixels = (long)width * height;
        long bytes = format switch
        {
            PixelFormat.Rgb24 => 3 * pixels,
            PixelFormat.Nv12 or PixelFormat.I420 => pixels + 2 * half,
            _ => 4 * pixels,
        };
        if (width is < 1 or > PixelBuffer.MaxSide || height is < 1 or > PixelBuffer.MaxSide || bytes > MaxBytes)
            throw new InvalidInputException($"a frame of {width}x{height}: expected sides of 1 to {PixelBuffer.MaxSide} and at most {MaxBytes} bytes");
        if (_bytes.Length < bytes) _bytes = GC.AllocateUninitializedArray<byte>((int)bytes);
        (_format, _width, _height, _matrix, _range) = (format, width, height, matrix, range);
        return _bytes.AsSpan(0, (int)bytes);
    }

    /// <summary>Copies a frame, row by row.</summary>
    /// <exception cref="InvalidInputException">It is empty or above 512 MiB.</exception>
    public void CopyFrom(in PixelBuffer pixels)
    {
        Span<byte> to = Reserve(pixels.Format, pixels.Width, pixels.Height, pixels.Matrix, pixels.Range);
        int half = (pixels.Width + 1) / 2, halfRows = (pixels.Height + 1) / 2;
        switch (pixels.Format)
        {
            case PixelFormat.Nv12:
                to = CopyRows(pixels.Plane0, pixels.Stride0, pixels.Width, pixels.Height, to);
                CopyRows(pixels.Plane1, pixels.Stride1, 2 * half, halfRows, to);
                break;
            case PixelFormat.I420:
                to = CopyRows(pixels.Plane0, pixels.Stride0, pixels.Width, pixels.Height, to);
                to = CopyRows(pixels.Plane1, pixels.Stride1, half, halfRows, to);
                CopyRows(pixels.Plane2, pixels.Stride2, half, halfRows, to);
                break;
            default:
                CopyRows(pixels.Plane0, pixels.Stride0, to.Length / pixels.Height, pixels.Height, to);
                break;
        }
    }

    /// <summary>Copies a plane and gives what is left of the target.</summary>
    private static Span<byte> CopyRows(ReadOnlySpan<byte> plane, int stride, int bytes, int rows, Span<byte> to)
    {
        if (stride == bytes) plane[..(bytes * rows)].CopyTo(to);
        else
            for (int y = 0; y < rows; y++)
                plane.Slice(stride >= 0 ? y * stride : (rows - 1 - y) * -stride, bytes).CopyTo(to[(y * bytes)..]);
        return to[(bytes * rows)..];
    }
}
