using System.Numerics.Tensors;

namespace CoCa.Export.Weights;

/// <summary>A matrix as 8-bit integers with a scale for each column: <c>w = scale * value</c>, to within half a scale.</summary>
internal sealed record QuantizedColumns(sbyte[] Values, float[] Scales)
{
    /// <summary>Quantises a row-major matrix of <paramref name="columns"/> columns: a column's largest entry becomes 127 or -127.</summary>
    public static QuantizedColumns Of(ReadOnlySpan<float> matrix, int columns)
    {
        float[] scales = new float[columns], row = new float[columns], factors = new float[columns];
        int rows = matrix.Length / columns;
        for (int r = 0; r < rows; r++)
        {
            TensorPrimitives.Abs(matrix.Slice(r * columns, columns), row);
            TensorPrimitives.Max(scales, row, scales);
        }
        for (int c = 0; c < columns; c++)
        {
            scales[c] = scales[c] == 0 ? 1 : scales[c] / 127;
            factors[c] = 1 / scales[c];
        }
        sbyte[] values = GC.AllocateUninitializedArray<sbyte>(matrix.Length);
        for (int r = 0; r < rows; r++)
        {
            TensorPrimitives.Multiply(matrix.Slice(r * columns, columns), factors, row);
            TensorPrimitives.Round(row, row);
            TensorPrimitives.ConvertSaturating<float, sbyte>(row, values.AsSpan(r * columns, columns));
        }
        return new QuantizedColumns(values, scales);
    }
}
