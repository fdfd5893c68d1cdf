namespace CoCa.Core.Preprocessing;

/// <summary>
/// The resize of the reference (Pillow's 8-bit bicubic with antialiasing), bit for bit: what the model was trained on.
/// </summary>
/// <remarks>
/// Two passes over bytes, rows first, then columns. Weights are rounded to 22 fractional bits, sums are 32-bit integers that
/// start at one half, and each pass rounds to a byte and clips. A pass whose size does not change is left out. The order,
/// the clipping between the passes and the conversion to red, green and blue <i>after</i> the resize all show in the result.
/// Only those rows and columns are computed that the model's crop shows. Allocates; for frames there is <see cref="Preprocessor"/>.
/// </remarks>
public static class ReferenceResize
{
    private const int FractionBits = 32 - 8 - 2;

    /// <summary>Resizes, crops or pads a picture as the reference does.</summary>
    /// <param name="pixels"><c>[height, width, channels]</c>; the channels of <paramref name="color"/>.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="color">What the bytes mean.</param>
    /// <param name="options">Size and mode.</param>
    /// <returns>Red, green, blue bytes <c>[options.Height, options.Width, 3]</c>.</returns>
    /// <exception cref="ArgumentException">The pixels do not have that size.</exception>
    public static byte[] Run(ReadOnlySpan<byte> pixels, int width, int height, PictureColor color, PreprocessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        int channels = color switch { PictureColor.Gray => 1, PictureColor.Rgba or PictureColor.Cmyk => 4, _ => 3 };
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"{width}x{height} {color} are {(long)width * height * channels} bytes, got {pixels.Length}", nameof(pixels));

        ResizeGeometry geometry = ResizeGeometry.For(width, height, options);
        int left = Math.Max(geometry.Left, 0), top = Math.Max(geometry.Top, 0);
        int columns = Math.Min(geometry.Width, options.Width), rows = Math.Min(geometry.Height, options.Height);
        byte[] part;
        if (color == PictureColor.Palette) part = Nearest(pixels, width, height, geometry, left, top, columns, rows);
        else if ((width, height) == (geometry.Width, geometry.Height)) part = Cut(pixels, width, channels, left, top, columns, rows);
        else
        {
            byte[]? premultiplied = color == PictureColor.Rgba ? ColorConversion.Premultiply(pixels) : null;
            part = Bicubic(premultiplied ?? pixels, width, height, channels, geometry, left, top, columns, rows);
            if (premultiplied is not null) ColorConversion.Unmultiply(part);
        }
        if ((columns, rows) != (options.Width, options.Height)) part = Pad(part, columns, rows, channels, geometry, options);
        return ColorConversion.ToRgb(part, color);
    }

    private static byte[] Bicubic(ReadOnlySpan<byte> pixels, int width, int height, int channels, ResizeGeometry geometry, int left, int top, int columns, int rows)
    {
        FilterBank vertical = FilterBank.Bicubic(height, geometry.Height, top, rows);
        bool vertically = height != geometry.Height;
        int firstRow = vertically ? vertical.Start[0] : top;
        int lastRow = vertically ? vertical.Start[^1] + vertical.Count[^1] : top + rows;

        byte[] wide;
        if (width == geometry.Width) wide = Cut(pixels, width, channels, left, firstRow, columns, lastRow - firstRow);
        else
        {
            FilterBank horizontal = FilterBank.Bicubic(width, geometry.Width, left, columns);
            int[] weights = Fixed(horizontal);
            wide = new byte[(long)columns * (lastRow - firstRow) * channels];
            for (int y = firstRow; y < lastRow; y++)
                Row(pixels.Slice(y * width * channels, width * channels), wide.AsSpan((y - firstRow) * columns * channels, columns * channels), channels, horizontal, weights);
        }
        if (!vertically) return wide;

        int[] columnWeights = Fixed(vertical);
        byte[] result = new byte[(long)columns * rows * channels];
        int[] sums = new int[columns * channels];
        for (int y = 0; y < rows; y++)
        {
            Array.Fill(sums, 1 << (FractionBits - 1));
            for (int t = 0; t < vertical.Count[y]; t++)
            {
                int weight = columnWeights[y * vertical.Taps + t];
                ReadOnlySpan<byte> row = wide.AsSpan((vertical.Start[y] - firstRow + t) * sums.Length, sums.Length);
                for (int i = 0; i < row.Length; i++) sums[i] += row[i] * weight;
            }
            Span<byte> target = result.AsSpan(y * sums.Length, sums.Length);
            for (int i = 0; i < target.Length; i++) target[i] = Clip(sums[i]);
        }
        return result;
    }

    private static void Row(ReadOnlySpan<byte> source, Span<byte> target, int channels, FilterBank bank, int[] weights)
    {
        for (int x = 0; x < bank.Start.Length; x++)
        {
            ReadOnlySpan<int> w = weights.AsSpan(x * bank.Taps, bank.Count[x]);
            for (int c = 0; c < channels; c++)
            {
                int sum = 1 << (FractionBits - 1);
                int at = bank.Start[x] * channels + c;
                for (int t = 0; t < w.Length; t++, at += channels) sum += source[at] * w[t];
                target[x * channels + c] = Clip(sum);
            }
        }
    }

    private static int[] Fixed(FilterBank bank)
    {
        int[] weights = new int[bank.Weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            double w = bank.Weights[i];
            weights[i] = (int)(w < 0 ? -0.5 + w * (1 << FractionBits) : 0.5 + w * (1 << FractionBits));
        }
        return weights;
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    private static byte[] Cut(ReadOnlySpan<byte> pixels, int width, int channels, int left, int top, int columns, int rows)
    {
        byte[] result = new byte[(long)columns * rows * channels];
        for (int y = 0; y < rows; y++)
            pixels.Slice(((top + y) * width + left) * channels, columns * channels).CopyTo(result.AsSpan(y * columns * channels));
        return result;
    }

    private static byte[] Nearest(ReadOnlySpan<byte> pixels, int width, int height, ResizeGeometry geometry, int left, int top, int columns, int rows)
    {
        int[] xs = Positions(width, geometry.Width, left, columns), ys = Positions(height, geometry.Height, top, rows);
        byte[] result = new byte[columns * rows * 3];
        for (int y = 0, at = 0; y < rows; y++)
            for (int x = 0; x < columns; x++, at += 3)
                pixels.Slice((ys[y] * width + xs[x]) * 3, 3).CopyTo(result.AsSpan(at));
        return result;
    }

    private static int[] Positions(int from, int to, int first, int outputs)
    {
        double step = from / (double)to, at = step * 0.5;
        int[] positions = new int[outputs];
        for (int i = 0; i < first + outputs; i++, at += step) // added up as the reference does: rounding included
            if (i >= first) positions[i - first] = Math.Min((int)at, from - 1);
        return positions;
    }

    /// <summary>Zeros around the picture: black, or for inks white.</summary>
    private static byte[] Pad(byte[] pixels, int columns, int rows, int channels, ResizeGeometry geometry, PreprocessOptions options)
    {
        byte[] result = new byte[options.Width * options.Height * channels];
        int left = Math.Max(-geometry.Left, 0), top = Math.Max(-geometry.Top, 0), bytes = columns * channels;
        for (int y = 0; y < rows; y++)
            pixels.AsSpan(y * bytes, bytes).CopyTo(result.AsSpan(((top + y) * options.Width + left) * channels));
        return result;
    }
}
