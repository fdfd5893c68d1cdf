using System.Text.Json.Nodes;

namespace CoCa.Core.Configuration;

/// <summary>A <see cref="CoCaConfig"/> to OpenCLIP's JSON; <see cref="ConfigReader"/> reads it back to an equal one.</summary>
internal static class ConfigWriter
{
    public static JsonObject Write(CoCaConfig config)
    {
        VisionConfig v = config.Vision;
        TextConfig t = config.Text;
        MultimodalConfig m = config.Multimodal;
        var vision = new JsonObject
        {
            ["image_size"] = Pair(v.ImageHeight, v.ImageWidth),
            ["layers"] = v.Layers,
            ["width"] = v.Width,
            ["head_width"] = v.HeadWidth,
            ["patch_size"] = Pair(v.PatchHeight, v.PatchWidth),
            ["mlp_ratio"] = v.MlpRatio,
            ["no_ln_pre"] = v.NoLnPre,
            ["attentional_pool"] = v.Pooler switch { PoolerKind.None => false, PoolerKind.Single => true, PoolerKind.Cascade => "cascade", _ => "parallel" },
            ["attn_pooler_queries"] = v.PoolerQueries,
            ["attn_pooler_heads"] = v.PoolerHeads,
            ["output_tokens"] = true,
        };
        if (v.LayerScale is { } visionScale) vision["ls_init_value"] = visionScale;
        if (v.Stem is { } stem) vision["stem"] = Stem(stem);
        var text = new JsonObject
        {
            ["context_length"] = t.ContextLength,
            ["vocab_size"] = t.VocabularySize,
            ["width"] = t.Width,
            ["heads"] = t.Heads,
            ["layers"] = t.Layers,
            ["mlp_ratio"] = t.MlpRatio,
            ["pad_id"] = t.PadId,
            ["embed_cls"] = true,
            ["output_tokens"] = true,
        };
        if (t.LayerScale is { } textScale) text["ls_init_value"] = textScale;
        var multimodal = new JsonObject
        {
            ["context_length"] = m.ContextLength,
            ["vocab_size"] = m.VocabularySize,
            ["width"] = m.Width,
            ["heads"] = m.Heads,
            ["layers"] = m.Layers,
        };
        if (m.LayerScale is { } decoderScale) multimodal["ls_init_value"] = decoderScale;
        return new JsonObject
        {
            ["embed_dim"] = config.EmbedDim,
            ["quick_gelu"] = config.QuickGelu,
            ["custom_text"] = true,
            ["vision_cfg"] = vision,
            ["text_cfg"] = text,
            ["multimodal_cfg"] = multimodal,
        };
    }

    private static JsonNode Pair(int height, int width) => height == width ? JsonValue.Create(height) : new JsonArray(height, width);

    private static JsonObject Stem(ConvStem stem)
    {
        var layers = new JsonArray();
        foreach (ConvLayer layer in stem.Layers)
        {
            layers.Add((JsonNode)(layer.IsConvolution
                ? new JsonObject
                {
                    ["name"] = layer.Name,
                    ["op"] = "conv2d",
                    ["input"] = layer.Inputs[0],
                    ["out_channels"] = layer.OutChannels,
                    ["in_channels"] = layer.InChannels,
                    ["kernel"] = layer.Kernel,
                    ["stride"] = layer.Stride,
                    ["groups"] = layer.Groups,
                    ["pad"] = new JsonArray(layer.Padding[0], layer.Padding[1], layer.Padding[2], layer.Padding[3]),
                    ["activation"] = layer.IsRelu6 ? "relu6" : "none",
                }
                : new JsonObject { ["name"] = layer.Name, ["op"] = "add", ["inputs"] = new JsonArray(layer.Inputs[0], layer.Inputs[1]) }));
        }
        return new JsonObject { ["layers"] = layers, ["output"] = stem.Output };
    }
}
