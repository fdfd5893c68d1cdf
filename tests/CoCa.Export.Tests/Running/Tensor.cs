namespace CoCa.Export.Tests.Running;

/// <summary>Numbers and their shape.</summary>
internal sealed record Tensor(float[] Data, long[] Shape)
{
    /// <summary>The rows of the first axis from <paramref name="from"/> on.</summary>
    public Tensor Rows(int from, int count)
    {
        int stride = (int)(Data.Length / Shape[0]);
        return new Tensor(Data.AsSpan(from * stride, count * stride).ToArray(), [count, .. Shape[1..]]);
    }

    public Tensor Reshape(params long[] shape) => new(Data, shape);

    /// <summary>The largest absolute difference; infinite where a number is none.</summary>
    public double Difference(Tensor other)
    {
        Assert.Equal(other.Shape, Shape);
        double largest = 0;
        for (int i = 0; i < Data.Length; i++)
        {
            double d = Math.Abs((double)Data[i] - other.Data[i]);
            if (double.IsNaN(d)) return double.PositiveInfinity;
            largest = Math.Max(largest, d);
        }
        return largest;
    }

    public double Largest => Data.Max(Math.Abs);

    /// <summary>The smallest cosine between rows of the last axis.</summary>
    public double Cosine(Tensor other)
    {
        Assert.Equal(other.Shape, Shape);
        int width = (int)Shape[^1];
        double smallest = 1;
        for (int at = 0; at < Data.Length; at += width)
        {
            double ab = 0, aa = 0, bb = 0;
            for (int i = at; i < at + width; i++) (ab, aa, bb) = (ab + ((double)Data[i] * other.Data[i]), aa + ((double)Data[i] * Data[i]), bb + ((double)other.Data[i] * other.Data[i]));
            smallest = Math.Min(smallest, ab / Math.Sqrt(aa * bb));
        }
        return smallest;
    }
}
