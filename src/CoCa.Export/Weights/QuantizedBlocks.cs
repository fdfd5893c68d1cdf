using System.Numerics.Tensors;

namespace CoCa.Export.Weights;

/// <summary>
/// A matrix as 8-bit integers with a scale for each block of inputs of each output, in the layout of MatMulNBits:
/// values [outputs, blocks, block], scales [outputs * blocks], <c>w = scale * (value - 128)</c>. A last block that is not full is filled with zeros.
/// </summary>
internal sealed record QuantizedBlocks(byte[] Values, float[] Scales)
{
    /// <summary>Quantises a row-major matrix [inputs, outputs].</summary>
    public static QuantizedBlocks Of(ReadOnlySpan<float> matrix, int inputs, int outputs, int block)
    {
        int blocks = Blocks(inputs, block);
        byte[] values = GC.AllocateUninitializedArray<byte>(checked(outputs * blocks * block));
        float[] scales = new float[outputs * blocks];
        values.AsSpan().Fill(128);
        float[] columns = new float[block * outputs];
        for (int b = 0; b < blocks; b++)
        {
            // One block of all outputs, turned so that an output's entries lie together.
            int rows = Math.Min(block, inputs - (b * block));
            Matrix.TransposeInto(matrix.Slice(b * block * outputs, rows * outputs), rows, outputs, columns, rows, 0);
            for (int o = 0; o < outputs; o++)
            {
                Span<float> entries = columns.AsSpan(o * rows, rows);
                float largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(entries));
                float scale = largest == 0 ? 1 : largest / 127;
                scales[(o * blocks) + b] = scale;
                Span<byte> target = values.AsSpan(((o * blocks) + b) * block, rows);
                for (int i = 0; i < rows; i++) target[i] = (byte)(MathF.Round(entries[i] / scale) + 128);
            }
        }
        return new QuantizedBlocks(values, scales);
    }

    /// <summary>The number of blocks of so many inputs.</summary>
    public static int Blocks(int inputs, int block) => (inputs + block - 1) / block;
}
