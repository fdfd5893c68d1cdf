using System.Numerics.Tensors;

namespace CoCa.Export.Weights;

/// <summary>What is done to weights on their way into a graph. Matrices are row-major.</summary>
internal static class Matrix
{
    /// <summary>[rows, columns] to [columns, rows].</summary>
    public static float[] Transpose(ReadOnlySpan<float> source, int rows, int columns)
    {
        float[] result = GC.AllocateUninitializedArray<float>(source.Length);
        TransposeInto(source, rows, columns, result, rows, 0);
        return result;
    }

    /// <summary>Writes the transpose of a [rows, columns] matrix into the columns from <paramref name="at"/> on of a matrix of <paramref name="width"/> columns.</summary>
    public static void TransposeInto(ReadOnlySpan<float> source, int rows, int columns, Span<float> destination, int width, int at)
    {
        // In tiles, so that both sides stay in the cache.
        const int Tile = 32;
        for (int r0 = 0; r0 < rows; r0 += Tile)
        for (int c0 = 0; c0 < columns; c0 += Tile)
        for (int r = r0; r < Math.Min(r0 + Tile, rows); r++)
        for (int c = c0; c < Math.Min(c0 + Tile, columns); c++)
            destination[(c * width) + at + r] = source[(r * columns) + c];
    }

    /// <summary>Multiplies row i of a matrix by <c>factors[i]</c>, in place.</summary>
    public static void ScaleRows(Span<float> matrix, ReadOnlySpan<float> factors)
    {
        int columns = matrix.Length / factors.Length;
        for (int r = 0; r < factors.Length; r++)
        {
            Span<float> row = matrix.Slice(r * columns, columns);
            TensorPrimitives.Multiply(row, factors[r], row);
        }
    }

    /// <summary>The product of a [rows, columns] matrix and a vector, added to <paramref name="sum"/>; in double precision, for it is done once.</summary>
    public static void AddProduct(ReadOnlySpan<float> matrix, ReadOnlySpan<float> vector, Span<float> sum)
    {
        for (int r = 0; r < sum.Length; r++)
        {
            ReadOnlySpan<float> row = matrix.Slice(r * vector.Length, vector.Length);
            double total = sum[r];
            for (int c = 0; c < row.Length; c++) total += (double)row[c] * vector[c];
            sum[r] = (float)total;
        }
    }
}
