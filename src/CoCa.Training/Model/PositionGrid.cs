namespace CoCa.Training.Model;

/// <summary>Position embeddings of one grid of patches for another (paper section 4.1 trains at 288 px and goes on at 576 px).</summary>
public static class PositionGrid
{
    /// <summary>
    /// Bilinear interpolation with aligned pixel centres; the class token's row stays. Equal grids give equal values.
    /// </summary>
    /// <param name="rows">[1 + height * width, channels], the class token first.</param>
    /// <param name="height">Rows of the grid.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="newHeight">Rows that are wanted.</param>
    /// <param name="newWidth">Columns that are wanted.</param>
    /// <param name="channels">The width of a row.</param>
    /// <returns>[1 + newHeight * newWidth, channels]</returns>
    public static float[] Resize(ReadOnlySpan<float> rows, int height, int width, int newHeight, int newWidth, int channels)
    {
        if (rows.Length != (1 + (height * width)) * channels) throw new ArgumentException($"{rows.Length} values, expected {(1 + (height * width)) * channels}", nameof(rows));
        float[] result = new float[(1 + (newHeight * newWidth)) * channels];
        rows[..channels].CopyTo(result);
        for (int y = 0; y < newHeight; y++)
        {
            (int y0, int y1, float fy) = At(y, newHeight, height);
            for (int x = 0; x < newWidth; x++)
            {
                (int x0, int x1, float fx) = At(x, newWidth, width);
                Span<float> target = result.AsSpan((1 + (y * newWidth) + x) * channels, channels);
                ReadOnlySpan<float> a = Row(rows, y0, x0), b = Row(rows, y0, x1), c = Row(rows, y1, x0), d = Row(rows, y1, x1);
                for (int i = 0; i < channels; i++)
                    target[i] = ((a[i] * (1 - fx)) + (b[i] * fx)) * (1 - fy) + ((c[i] * (1 - fx)) + (d[i] * fx)) * fy;
            }
        }
        return result;

        ReadOnlySpan<float> Row(ReadOnlySpan<float> all, int y, int x) => all.Slice((1 + (y * width) + x) * channels, channels);
    }

    private static (int First, int Second, float Share) At(int index, int size, int sourceSize)
    {
        float at = Math.Clamp((((index + 0.5f) * sourceSize) / size) - 0.5f, 0, sourceSize - 1);
        int first = Math.Min((int)at, Math.Max(0, sourceSize - 2));
        return (first, Math.Min(first + 1, sourceSize - 1), at - first);
    }
}
