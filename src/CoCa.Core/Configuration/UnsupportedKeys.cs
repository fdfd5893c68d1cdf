using System.Text.Json.Nodes;

namespace CoCa.Core.Configuration;

/// <summary>
/// Keys of OpenCLIP's towers that change what a model computes and that this library knows one value of: another value is refused,
/// for the numbers would be wrong without a word. Keys that matter for training only (patch dropout, say), or that OpenCLIP itself
/// ignores in a CoCa (the text tower's <c>pool_type</c>, all of the decoder's but those we read), are not listed.
/// </summary>
internal static class UnsupportedKeys
{
    // Of both towers: OpenCLIP's variants of a transformer block.
    private static readonly (string Key, string Only)[] s_blocks =
    [
        ("act_kwargs", "{}"), ("norm_kwargs", "{}"), ("block_type", "\"default\""), ("qk_norm", "false"), ("scaled_cosine_attn", "false"),
        ("scale_heads", "false"), ("scale_attn_inner", "false"), ("scale_attn", "false"), ("scale_fc", "false"),
    ];

    private static readonly (string Key, string Only)[] s_text =
        [("text_arch", "\"clip\""), ("embed_cls", "true"), ("no_causal_mask", "false"), ("proj_type", "\"linear\""), ("proj_bias", "false")];

    /// <summary>Throws if a key has a value that would be ignored.</summary>
    /// <exception cref="InvalidInputException">The message names the key.</exception>
    public static void Refuse(JsonObject vision, JsonObject text, PoolerKind pooler)
    {
        foreach ((string key, string only) in s_blocks)
        {
            Check(vision, "vision_cfg", key, only);
            Check(text, "text_cfg", key, only);
        }
        foreach ((string key, string only) in s_text) Check(text, "text_cfg", key, only);
        Check(vision, "vision_cfg", "pos_embed_type", "\"learnable\"");
        // Two poolers leave nothing to these two; one pooler nothing to the second.
        if (pooler is PoolerKind.None or PoolerKind.Single) Check(vision, "vision_cfg", "pool_type", "\"tok\"");
        if (pooler is PoolerKind.None) Check(vision, "vision_cfg", "final_ln_after_pool", "false");
    }

    private static void Check(JsonObject section, string name, string key, string only)
    {
        if (!section.TryGetPropertyValue(key, out JsonNode? node) || node is null) return;
        string value = node.ToJsonString();
        if (value != only) throw new InvalidInputException($"{name}.{key} is {(value.Length > 80 ? value[..77] + "..." : value)}, only {only} is supported");
    }
}
