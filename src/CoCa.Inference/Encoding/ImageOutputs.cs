namespace CoCa.Inference.Encoding;

/// <summary>What an encode leaves behind; ask for no more than is read.</summary>
[Flags]
public enum ImageOutputs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The embedding of unit length.</summary>
    Embedding = 1,

    /// <summary>The embedding as projected, before it is normalised.</summary>
    Features = 2,

    /// <summary>The decoder's context of this one frame.</summary>
    Tokens = 4,

    /// <summary>The vision transformer's output, class token first, before the last norm and the poolers.</summary>
    Trunk = 8,

    /// <summary>Attention partials of the contrastive query (not for <c>cascade</c>, whose contrastive query reads merged tokens, and models without a pooler).</summary>
    Contrastive = 16,

    /// <summary>Attention partials of the generative queries (not for models without a pooler).</summary>
    Generative = 32,

    /// <summary>Scaled scores of the contrastive query for each key: the heat map (where there are contrastive partials).</summary>
    Scores = 64,
}
