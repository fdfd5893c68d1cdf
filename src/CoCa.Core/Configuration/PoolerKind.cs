namespace CoCa.Core.Configuration;

/// <summary>How an image tower turns its trunk tokens into one image feature and the tokens that the decoder attends to.</summary>
public enum PoolerKind
{
    /// <summary><c>attentional_pool: false</c>: ln_post, the class token is the feature, the patch tokens go to the decoder as they are.</summary>
    None,

    /// <summary><c>attentional_pool: true</c>: one pooler; query 0 is the feature, queries 1.. are the tokens; ln_post over its output.</summary>
    Single,

    /// <summary><c>"cascade"</c>: ln_post over the trunk, a pooler for the tokens, a second of one query over those tokens for the feature.</summary>
    Cascade,

    /// <summary><c>"parallel"</c>: ln_post over the trunk, then both poolers side by side over it.</summary>
    Parallel,
}
