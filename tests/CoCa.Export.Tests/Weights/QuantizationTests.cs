using CoCa.Export.Weights;

namespace CoCa.Export.Tests.Weights;

public sealed class QuantizationTests
{
    private static readonly float[] s_matrix = [.. Enumerable.Range(0, 40 * 24).Select(i => MathF.Sin(i * 0.7f) * (1 + (i % 24)))];

    [Fact]
    public void Columns_are_within_half_a_scale()
    {
        QuantizedColumns q = QuantizedColumns.Of(s_matrix, 24);
        for (int i = 0; i < s_matrix.Length; i++) Assert.InRange(Math.Abs(s_matrix[i] - (q.Scales[i % 24] * q.Values[i])), 0, (q.Scales[i % 24] * 0.5f) + 1e-6f);
        for (int c = 0; c < 24; c++) Assert.Contains(Enumerable.Range(0, 40), r => Math.Abs((int)q.Values[(r * 24) + c]) == 127);
    }

    [Fact]
    public void Blocks_are_within_half_a_scale_and_filled_with_zeros()
    {
        const int Block = 16;
        QuantizedBlocks q = QuantizedBlocks.Of(s_matrix, 40, 24, Block);
        Assert.Equal(24 * 3 * Block, q.Values.Length);
        for (int o = 0; o < 24; o++)
        for (int i = 0; i < 3 * Block; i++)
        {
            float expected = i < 40 ? s_matrix[(i * 24) + o] : 0, scale = q.Scales[(o * 3) + (i / Block)];
            Assert.InRange(Math.Abs(expected - (scale * (q.Values[(o * 3 * Block) + i] - 128))), 0, (scale * 0.5f) + 1e-6f);
        }
    }

    [Fact]
    public void A_column_of_zeros_stays_zero()
    {
        Assert.All(QuantizedColumns.Of(new float[12], 3).Values, v => Assert.Equal(0, v));
        Assert.All(QuantizedBlocks.Of(new float[48], 16, 3, 16).Values, v => Assert.Equal(128, v));
    }
}
