namespace CoCa.Core.Preprocessing;

/// <summary>
/// Turns pictures and video frames into the image encoder's input: resized, cropped or padded, normalised, <c>[3, H, W]</c>.
/// </summary>
public sealed class Preprocessor
{
    private readonly float[] _values;

    /// <summary>Makes a preprocessor.</summary>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public Preprocessor(PreprocessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _values = new float[3 * 256];
        for (int c = 0; c < 3; c++)
            for (int v = 0; v < 256; v++) _values[c * 256 + v] = (v / 255f - options.Mean[c]) / options.Std[c];
    }

    /// <summary>Size, mode and normalisation.</summary>
    public PreprocessOptions Options { get; }

    /// <summary>How many numbers a picture becomes: <c>3 * H * W</c>.</summary>
    public int PixelCount => 3 * Options.Height * Options.Width;

    /// <summary>Normalises a picture that already has the model's size.</summary>
    /// <param name="rgb"><c>[H, W, 3]</c>, as <see cref="ReferenceResize"/> gives it.</param>
    /// <param name="pixels"><c>[3, H, W]</c></param>
    public void Normalize(ReadOnlySpan<byte> rgb, Span<float> pixels)
    {
        int plane = Options.Height * Options.Width;
        if (rgb.Length != 3 * plane) throw new ArgumentException($"expected {3 * plane} bytes, got {rgb.Length}", nameof(rgb));
        if (pixels.Length != 3 * plane) throw new ArgumentException($"expected room for {3 * plane} numbers, got {pixels.Length}", nameof(pixels));
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> values = _values.AsSpan(c * 256, 256);
            Span<float> target = pixels.Slice(c * plane, plane);
            for (int i = 0; i < target.Length; i++) target[i] = values[rgb[3 * i + c]];
        }
    }

    /// <summary>Resizes, crops or pads and normalises a frame.</summary>
    /// <param name="source">The frame; only read during the call.</param>
    /// <param name="pixels"><c>[3, H, W]</c></param>
    public void Run(in PixelBuffer source, Span<float> pixels)
    {
        byte[] rgb = new byte[source.Width * source.Height * 3];
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<byte> row = PixelBuffer.Row(source.Plane0, source.Stride0, source.Height, y, source.Width * (source.Format == PixelFormat.Rgb24 ? 3 : 4));
            for (int x = 0; x < source.Width; x++)
                for (int c = 0; c < 3; c++)
                    rgb[(y * source.Width + x) * 3 + c] = source.Format switch { PixelFormat.Rgb24 => row[x * 3 + c], PixelFormat.Rgba32 => row[x * 4 + c], _ => row[x * 4 + 2 - c] };
        }
        Normalize(ReferenceResize.Run(rgb, source.Width, source.Height, PictureColor.Rgb, Options), pixels);
    }
}
