namespace CoCa.Inference.Encoding;

/// <summary>Sizes of the attention partials that one frame leaves behind.</summary>
/// <param name="Heads">Attention heads.</param>
/// <param name="Queries">Learned queries.</param>
/// <param name="HeadSize">Entries a head.</param>
public readonly record struct PartialsShape(int Heads, int Queries, int HeadSize)
{
    /// <summary>Entries of <c>m</c> and of <c>l</c>, [heads, Q].</summary>
    public int Scalars => Heads * Queries;

    /// <summary>Entries of <c>o</c>, [heads, Q, dh], and of the merged result, [Q, heads * dh].</summary>
    public int Values => Scalars * HeadSize;

    /// <summary>Bytes a frame: m, l and o in fp32.</summary>
    public long Bytes => sizeof(float) * (2L * Scalars + Values);
}
