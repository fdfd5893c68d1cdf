namespace CoCa.Core.Preprocessing;

/// <summary>
/// A frame's pixels where they already are: a view over one to three planes, nothing is copied or owned.
/// </summary>
/// <remarks>
/// A stride is the distance in bytes from one row to the next and may be larger than a row. With a negative stride the rows
/// lie bottom up: the span still starts at the plane's lowest address, which then holds the picture's last row.
/// Chroma planes have <c>(width + 1) / 2</c> columns and <c>(height + 1) / 2</c> rows.
/// </remarks>
public readonly ref struct PixelBuffer
{
    /// <summary>The most pixels that a side may have: what a plane's offsets and the resize's tables can address.</summary>
    public const int MaxSide = 1 << 20;

    private PixelBuffer(PixelFormat format, int width, int height, YuvMatrix matrix, YuvRange range,
        ReadOnlySpan<byte> plane0, int stride0, ReadOnlySpan<byte> plane1, int stride1, ReadOnlySpan<byte> plane2, int stride2)
    {
        if (width is < 1 or > MaxSide) throw new ArgumentOutOfRangeException(nameof(width), width, $"a frame is 1 to {MaxSide} pixels wide");
        if (height is < 1 or > MaxSide) throw new ArgumentOutOfRangeException(nameof(height), height, $"a frame is 1 to {MaxSide} pixels high");
        (Format, Width, Height, Matrix, Range) = (format, width, height, matrix, range);
        Plane0 = plane0;
        Plane1 = plane1;
        Plane2 = plane2;
        (Stride0, Stride1, Stride2) = (stride0, stride1, stride2);
    }

    /// <summary>How the pixels lie.</summary>
    public PixelFormat Format { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The weights of luma and chroma (<see cref="PixelFormat.Nv12"/> and <see cref="PixelFormat.I420"/> only).</summary>
    public YuvMatrix Matrix { get; }

    /// <summary>The range of luma and chroma (<see cref="PixelFormat.Nv12"/> and <see cref="PixelFormat.I420"/> only).</summary>
    public YuvRange Range { get; }

    /// <summary>All pixels, or luma.</summary>
    public ReadOnlySpan<byte> Plane0 { get; }

    /// <summary>Bytes from a row of <see cref="Plane0"/> to the next.</summary>
    public int Stride0 { get; }

    /// <summary>Pairs of U and V (NV12), U (I420), or empty.</summary>
    public ReadOnlySpan<byte> Plane1 { get; }

    /// <summary>Bytes from a row of <see cref="Plane1"/> to the next.</summary>
    public int Stride1 { get; }

    /// <summary>V (I420), or empty.</summary>
    public ReadOnlySpan<byte> Plane2 { get; }

    /// <summary>Bytes from a row of <see cref="Plane2"/> to the next.</summary>
    public int Stride2 { get; }

    /// <summary>A frame of <see cref="PixelFormat.Rgb24"/>, <see cref="PixelFormat.Bgra32"/> or <see cref="PixelFormat.Rgba32"/>; stride 0 means rows without a gap.</summary>
    /// <exception cref="ArgumentException">The plane is smaller than its size and stride say, or the format has more than one plane.</exception>
    public static PixelBuffer Packed(PixelFormat format, ReadOnlySpan<byte> pixels, int width, int height, int stride = 0)
    {
        int bytes = format switch
        {
            PixelFormat.Rgb24 => 3,
            PixelFormat.Bgra32 or PixelFormat.Rgba32 => 4,
            _ => throw new ArgumentException($"{format} has more than one plane", nameof(format)),
        };
        PixelBuffer frame = new(format, width, height, default, default, pixels, stride == 0 ? width * bytes : stride, default, 0, default, 0);
        Check(nameof(pixels), pixels, width * bytes, height, frame.Stride0);
        return frame;
    }

    /// <summary>A frame of <see cref="PixelFormat.Nv12"/>; stride 0 means rows without a gap.</summary>
    /// <exception cref="ArgumentException">A plane is smaller than its size and stride say.</exception>
    public static PixelBuffer Nv12(ReadOnlySpan<byte> y, ReadOnlySpan<byte> uv, int width, int height, int yStride = 0, int uvStride = 0,
        YuvMatrix matrix = YuvMatrix.Bt601, YuvRange range = YuvRange.Limited)
    {
        int half = (width + 1) / 2;
        PixelBuffer frame = new(PixelFormat.Nv12, width, height, matrix, range, y, yStride == 0 ? width : yStride, uv, uvStride == 0 ? half * 2 : uvStride, default, 0);
        Check(nameof(y), y, width, height, frame.Stride0);
        Check(nameof(uv), uv, half * 2, (height + 1) / 2, frame.Stride1);
        return frame;
    }

    /// <summary>A frame of <see cref="PixelFormat.I420"/>; stride 0 means rows without a gap.</summary>
    /// <exception cref="ArgumentException">A plane is smaller than its size and stride say.</exception>
    public static PixelBuffer I420(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, int width, int height,
        int yStride = 0, int uStride = 0, int vStride = 0, YuvMatrix matrix = YuvMatrix.Bt601, YuvRange range = YuvRange.Limited)
    {
        int half = (width + 1) / 2, rows = (height + 1) / 2;
        PixelBuffer frame = new(PixelFormat.I420, width, height, matrix, range,
            y, yStride == 0 ? width : yStride, u, uStride == 0 ? half : uStride, v, vStride == 0 ? half : vStride);
        Check(nameof(y), y, width, height, frame.Stride0);
        Check(nameof(u), u, half, rows, frame.Stride1);
        Check(nameof(v), v, half, rows, frame.Stride2);
        return frame;
    }

    /// <summary>Where row <paramref name="y"/> of a plane of <paramref name="rows"/> rows begins.</summary>
    internal static long Offset(int stride, int rows, int y) => stride >= 0 ? (long)y * stride : (long)(rows - 1 - y) * -(long)stride;

    private static void Check(string name, ReadOnlySpan<byte> plane, int rowBytes, int rows, int stride)
    {
        long step = Math.Abs((long)stride);
        if (step < rowBytes) throw new ArgumentException($"the stride is {stride} bytes, a row has {rowBytes}", name);
        long need = (rows - 1) * step + rowBytes;
        if (plane.Length < need) throw new ArgumentException($"the plane has {plane.Length} bytes, {rows} rows of {rowBytes} bytes at stride {stride} need {need}", name);
    }
}
