using System.Text;
using System.Text.Json.Nodes;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests.Stems;

/// <summary>A model whose stem is the backbone of the shared data and whose trunk passes its feature map on as it is.</summary>
internal static class Backbone
{
    /// <summary>Labels of photographs whose kind is a class of ImageNet, and that class.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>
    {
        ["banana"] = "banana", ["granny smith apple"] = "Granny Smith", ["lemon"] = "lemon", ["orange"] = "orange", ["pineapple"] = "pineapple, ananas", ["pomegranate"] = "pomegranate",
        ["cabbage"] = "head cabbage", ["cucumber"] = "cucumber, cuke", ["zucchini"] = "zucchini, courgette", ["green bell pepper"] = "bell pepper", ["red bell pepper"] = "bell pepper", ["yellow bell pepper"] = "bell pepper",
    };

    public static CoCaConfig Config(string folder, int width)
    {
        JsonNode layers = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "mobilenet_v2_100_224.json")))!["layers"]!;
        string json = $$"""
            { "embed_dim": 8,
              "vision_cfg": { "image_size": 224, "layers": 0, "width": {{width}}, "head_width": 64, "patch_size": 1, "no_ln_pre": true, "attentional_pool": true, "attn_pooler_queries": 3, "attn_pooler_heads": 2,
                "stem": { "layers": {{layers.ToJsonString()}} } },
              "text_cfg": { "context_length": 4, "vocab_size": 10, "width": 8, "heads": 1, "layers": 1 },
              "multimodal_cfg": { "context_length": 4, "vocab_size": 10, "width": 8, "heads": 1, "layers": 1 } }
            """;
        return CoCaConfig.Parse(Encoding.UTF8.GetBytes(json));
    }

    public static MemoryTensors Tensors(CoCaConfig config, TensorFile file)
    {
        MemoryTensors tensors = MemoryTensors.Random(config, 3);
        foreach (ConvLayer layer in config.Vision.Stem!.Layers.Where(l => l.IsConvolution))
            foreach (string part in (string[])["weight", "bias"])
                tensors.Set($"visual.stem.{layer.Name}.{part}", file.Floats($"{layer.Name}.{part}"), [.. file.Info($"{layer.Name}.{part}").Shape]);
        int width = config.Vision.Width;
        float[] identity = new float[width * width];
        for (int i = 0; i < width; i++) identity[(i * width) + i] = 1;
        tensors.Set("visual.conv1.weight", identity, width, width, 1, 1);
        tensors.Set("visual.positional_embedding", new float[config.Vision.Tokens * width], config.Vision.Tokens, width);
        return tensors;
    }
}
