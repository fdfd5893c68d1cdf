namespace CoCa.Core.Configuration;

/// <summary>
/// Configurations by name: OpenCLIP's, with its values, and those of the CoCa paper (arXiv 2205.01917, table 1: widths, heads and
/// depths of the towers, checked against its parameter counts). The paper does not give its poolers' heads; eight are assumed.
/// </summary>
public static class CoCaPresets
{
    private static readonly Dictionary<string, CoCaConfig> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["coca_ViT-B-32"] = OpenClip(embed: 512, visionWidth: 768, visionLayers: 12, patch: 32, textHeads: 8),
        ["coca_ViT-L-14"] = OpenClip(embed: 768, visionWidth: 1024, visionLayers: 24, patch: 14, textHeads: 12),
        ["coca_base"] = OpenClipBase(),
        ["coca_paper_base"] = Paper(width: 768, heads: 12, visionLayers: 12, textLayers: 12, visionMlpRatio: 4),
        ["coca_paper_large"] = Paper(width: 1024, heads: 16, visionLayers: 24, textLayers: 12, visionMlpRatio: 4),
        // 6144 wide feed-forward layers in the image tower, 5632 in the text towers.
        ["coca_paper_giant"] = Paper(width: 1408, heads: 16, visionLayers: 40, textLayers: 18, visionMlpRatio: 4.3637),
    };

    /// <summary>The names of all presets.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The configuration of that name, in any case.</summary>
    /// <exception cref="InvalidInputException">There is none; the message lists those that there are.</exception>
    public static CoCaConfig Get(string name) => All.TryGetValue(name, out CoCaConfig? config) ? config
        : throw new InvalidInputException($"no preset {name}, expected one of {string.Join(", ", Names)}");

    private static CoCaConfig OpenClip(int embed, int visionWidth, int visionLayers, int patch, int textHeads) => new()
    {
        EmbedDim = embed,
        Vision = new VisionConfig
        {
            ImageHeight = 224,
            ImageWidth = 224,
            PatchHeight = patch,
            PatchWidth = patch,
            Width = visionWidth,
            Layers = visionLayers,
            Pooler = PoolerKind.Single,
        },
        Text = Text(embed, textHeads, 12, 76, 49408),
        Multimodal = Decoder(embed, textHeads, 12, 76, 49408),
    };

    /// <summary>OpenCLIP's coca_base has no attentional pooler: the decoder attends to the patches.</summary>
    private static CoCaConfig OpenClipBase() => new()
    {
        EmbedDim = 512,
        Vision = Patches18(width: 768, layers: 12),
        Text = Text(768, 12, 12, 76, 64000),
        Multimodal = Decoder(768, 12, 12, 76, 64000),
    };

    /// <summary>288 px in patches of 18 px, 64 text tokens of 64,000 kinds, 256 generative queries and one contrastive query after them.</summary>
    private static CoCaConfig Paper(int width, int heads, int visionLayers, int textLayers, double visionMlpRatio) => new()
    {
        EmbedDim = width,
        Vision = Patches18(width, visionLayers) with { HeadWidth = width / heads, MlpRatio = visionMlpRatio, Pooler = PoolerKind.Cascade, PoolerHeads = heads },
        Text = Text(width, heads, textLayers, 64, 64000),
        Multimodal = Decoder(width, heads, textLayers, 64, 64000),
    };

    private static VisionConfig Patches18(int width, int layers) => new() { ImageHeight = 288, ImageWidth = 288, PatchHeight = 18, PatchWidth = 18, Width = width, Layers = layers };

    private static TextConfig Text(int width, int heads, int layers, int context, int vocabulary) =>
        new() { ContextLength = context, VocabularySize = vocabulary, Width = width, Heads = heads, Layers = layers };

    private static MultimodalConfig Decoder(int width, int heads, int layers, int context, int vocabulary) =>
        new() { ContextLength = context, VocabularySize = vocabulary, Width = width, Heads = heads, Layers = layers };
}
