namespace CoCa.Export.Layers;

/// <summary>The additive mask of causal attention.</summary>
internal static class CausalMask
{
    /// <summary>What hides a key: exp of it is 0, and half precision holds the sum of two.</summary>
    public const float Hidden = -30000;

    /// <summary>[n, n]: 0 where the key is not behind the query, else <see cref="Hidden"/>.</summary>
    public static float[] Make(int n)
    {
        float[] mask = new float[n * n];
        for (int q = 0; q < n; q++) mask.AsSpan((q * n) + q + 1, n - q - 1).Fill(Hidden);
        return mask;
    }
}
