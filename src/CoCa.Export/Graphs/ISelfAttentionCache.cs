using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>How a decoder graph keeps keys and values of earlier steps.</summary>
internal interface ISelfAttentionCache
{
    /// <summary>Declares the inputs that all layers share.</summary>
    void Inputs();

    /// <summary>What is added to the scores of the cross-attention, or null.</summary>
    Value? ContextBias { get; }

    /// <summary>Stores k and v and attends to all that is stored: q, k, v [B, S, D] to [B, S, D]. The queries carry the scale.</summary>
    Value Attend(Value q, Value k, Value v, CachedLayer layer);
}
