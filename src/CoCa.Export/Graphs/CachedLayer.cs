namespace CoCa.Export.Graphs;

/// <summary>A self-attention layer with a cache.</summary>
/// <param name="Index">Its number among all cached layers, the text tower's first.</param>
/// <param name="Heads">Its heads.</param>
/// <param name="HeadSize">Entries a head.</param>
/// <param name="IsText">Whether it belongs to the text tower, whose attention hides keys behind pads; the decoder's is only causal.</param>
internal readonly record struct CachedLayer(int Index, int Heads, int HeadSize, bool IsText);
