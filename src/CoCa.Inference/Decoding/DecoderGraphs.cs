using CoCa.Inference.Sessions;

namespace CoCa.Inference.Decoding;

/// <summary>The graphs that a decoder is made of, and which form they have.</summary>
/// <param name="Layout">Sizes of the caches.</param>
/// <param name="TokenWidth">Dt: entries of a context token.</param>
/// <param name="Context">Tokens to cross-attention keys and values.</param>
/// <param name="ContextPlan">How the context graph's batch is cut.</param>
/// <param name="Decoder">Ids to logits.</param>
/// <param name="GroupQuery">Whether the decoder writes its caches by GroupQueryAttention; otherwise through masks.</param>
/// <param name="Rearrange">Moves rows of caches that are in a GPU's memory; null on the processor, which copies them itself.</param>
internal sealed record DecoderGraphs(DecoderLayout Layout, int TokenWidth, Graph Context, BatchPlan ContextPlan, Graph Decoder, bool GroupQuery, Graph? Rearrange);
