namespace CoCa.Export.Tests.Running;

/// <summary>Partials of frames merged as a window does it: rescaled to the common maximum, summed, divided.</summary>
internal static class Window
{
    /// <summary>Partials m, l [T, heads, Q], o [T, heads, Q, dh] of the frames [from, to) to [1, Q, heads * dh].</summary>
    public static Tensor Merge(Tensor m, Tensor l, Tensor o, int from, int to)
    {
        (int heads, int queries, int size) = ((int)o.Shape[1], (int)o.Shape[2], (int)o.Shape[3]);
        float[] merged = new float[heads * queries * size];
        for (int h = 0; h < heads; h++)
        for (int q = 0; q < queries; q++)
        {
            int At(int frame) => (((frame * heads) + h) * queries) + q;
            double largest = Enumerable.Range(from, to - from).Max(t => m.Data[At(t)]), sum = 0;
            double[] values = new double[size];
            for (int t = from; t < to; t++)
            {
                double weight = Math.Exp(m.Data[At(t)] - largest);
                sum += weight * l.Data[At(t)];
                for (int i = 0; i < size; i++) values[i] += weight * o.Data[(At(t) * size) + i];
            }
            for (int i = 0; i < size; i++) merged[(((q * heads) + h) * size) + i] = (float)(values[i] / sum);
        }
        return new Tensor(merged, [1, queries, heads * size]);
    }
}
