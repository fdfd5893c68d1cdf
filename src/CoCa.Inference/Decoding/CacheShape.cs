namespace CoCa.Inference.Decoding;

/// <summary>Heads and head size of a layer's keys and values.</summary>
internal readonly record struct CacheShape(int Heads, int HeadSize);
