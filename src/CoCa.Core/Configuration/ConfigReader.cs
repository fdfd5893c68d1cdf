using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoCa.Core.Configuration;

/// <summary>OpenCLIP's JSON to a <see cref="CoCaConfig"/>: every fault is named by its key.</summary>
internal static class ConfigReader
{
    public static CoCaConfig Read(JsonNode? root)
    {
        if (root is not JsonObject outer) throw new InvalidInputException($"the model configuration is {Kind(root)}, expected an object");
        var model = new Section(outer["model_cfg"] as JsonObject ?? outer, "");
        if (model.Optional("multimodal_cfg") is null)
            throw new InvalidInputException("the model configuration has no multimodal_cfg: a CLIP model without a decoder is not a CoCa model");
        Section vision = model.Object("vision_cfg"), text = model.Object("text_cfg");
        Section multimodal = model.Object("multimodal_cfg");
        if (vision.Optional("timm_model_name") is { } timm)
            throw new InvalidInputException($"vision_cfg.timm_model_name is {timm.ToJsonString()}: only OpenCLIP's own vision transformer is supported");
        if (text.Optional("hf_model_name") is { } hf)
            throw new InvalidInputException($"text_cfg.hf_model_name is {hf.ToJsonString()}: only OpenCLIP's own text transformer is supported");
        UnsupportedKeys.Refuse(vision.Json, text.Json, Pooler(vision.Optional("attentional_pool")));

        // OpenCLIP gives the decoder the text tower's vocabulary and never looks at multimodal_cfg.vocab_size.
        int vocabulary = text.Integer("vocab_size", 49408);
        var config = new CoCaConfig
        {
            EmbedDim = model.Integer("embed_dim"),
            QuickGelu = model.Flag("quick_gelu"),
            Vision = ReadVision(vision),
            Text = new TextConfig
            {
                ContextLength = text.Integer("context_length", 77),
                VocabularySize = vocabulary,
                Width = text.Integer("width", 512),
                Heads = text.Integer("heads", 8),
                Layers = text.Integer("layers", 12),
                MlpRatio = text.Number("mlp_ratio", 4),
                LayerScale = text.Optional("ls_init_value") is null ? null : text.Number("ls_init_value", 0),
                PadId = text.Integer("pad_id", 0),
            },
            Multimodal = new MultimodalConfig
            {
                ContextLength = multimodal.Integer("context_length", 77),
                VocabularySize = vocabulary,
                Width = multimodal.Integer("width", 512),
                Heads = multimodal.Integer("heads", 8),
                Layers = multimodal.Integer("layers", 12),
                LayerScale = multimodal.Optional("ls_init_value") is null ? null : multimodal.Number("ls_init_value", 0),
            },
        };
        config.Validate();
        return config;
    }

    private static VisionConfig ReadVision(Section vision)
    {
        (int imageHeight, int imageWidth) = vision.Pair("image_size", 224);
        (int patchHeight, int patchWidth) = vision.Pair("patch_size", 16);
        return new VisionConfig
        {
            ImageHeight = imageHeight,
            ImageWidth = imageWidth,
            PatchHeight = patchHeight,
            PatchWidth = patchWidth,
            Width = vision.Integer("width", 768),
            Layers = vision.Integer("layers", 12),
            HeadWidth = vision.Integer("head_width", 64),
            MlpRatio = vision.Number("mlp_ratio", 4),
            LayerScale = vision.Optional("ls_init_value") is null ? null : vision.Number("ls_init_value", 0),
            NoLnPre = vision.Flag("no_ln_pre"),
            Pooler = Pooler(vision.Optional("attentional_pool")),
            PoolerQueries = vision.Integer("attn_pooler_queries", 256),
            PoolerHeads = vision.Integer("attn_pooler_heads", 8),
            Stem = vision.Optional("stem") is null ? null : ReadStem(vision.Object("stem")),
        };
    }

    private static ConvStem ReadStem(Section stem)
    {
        var layers = new List<ConvLayer>();
        if (stem.Optional("layers") is not JsonArray list) throw new InvalidInputException("vision_cfg.stem.layers is missing, expected a list of layers");
        foreach (JsonNode? node in list)
        {
            if (layers.Count == 1024) throw new InvalidInputException("vision_cfg.stem.layers has more than 1024 layers");
            if (node is not JsonObject o) throw new InvalidInputException($"vision_cfg.stem.layers: {Kind(node)}, expected an object");
            var layer = new Section(o, $"vision_cfg.stem.layers[{layers.Count}].");
            string op = layer.Text("op");
            bool convolution = op == "conv2d";
            if (!convolution && op != "add") break; // the classifier's layers (pooling and what follows) are no part of a stem
            string activation = convolution ? layer.Text("activation") : "none";
            if (activation is not ("none" or "relu6")) throw layer.Fault("activation", $"is {activation}, expected none or relu6");
            layers.Add(new ConvLayer
            {
                Name = layer.Text("name"),
                IsConvolution = convolution,
                Inputs = convolution ? [layer.Text("input")] : layer.Texts("inputs"),
                InChannels = convolution ? layer.Integer("in_channels") : 0,
                OutChannels = convolution ? layer.Integer("out_channels") : 0,
                Kernel = convolution ? layer.Integer("kernel") : 0,
                Stride = layer.Integer("stride", 1),
                Groups = layer.Integer("groups", 1),
                Padding = convolution ? layer.Integers("pad", [0, 0, 0, 0]) : [0, 0, 0, 0],
                IsRelu6 = activation == "relu6",
            });
        }
        if (layers.Count == 0) throw new InvalidInputException("vision_cfg.stem.layers is empty");
        return new ConvStem { Layers = layers, Output = stem.Optional("output") is null ? layers[^1].Name : stem.Text("output") };
    }

    private static PoolerKind Pooler(JsonNode? node) => node switch
    {
        null => PoolerKind.None,
        JsonValue v when v.TryGetValue(out bool single) => single ? PoolerKind.Single : PoolerKind.None,
        JsonValue v when v.TryGetValue(out string? name) && name == "cascade" => PoolerKind.Cascade,
        JsonValue v when v.TryGetValue(out string? name) && name == "parallel" => PoolerKind.Parallel,
        _ => throw new InvalidInputException($"vision_cfg.attentional_pool is {node.ToJsonString()}, expected true, false, \"cascade\" or \"parallel\""),
    };

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };

    private readonly record struct Section(JsonObject Json, string Path)
    {
        public JsonNode? Optional(string key) => Json.TryGetPropertyValue(key, out JsonNode? node) ? node : null;

        public InvalidInputException Fault(string key, string what) => new($"{Path}{key} {what}");

        public Section Object(string key) => Optional(key) is JsonObject o ? new Section(o, $"{Path}{key}.") : throw Fault(key, $"is {Kind(Optional(key))}, expected an object");

        public int Integer(string key, int? fallback = null)
        {
            JsonNode? node = Optional(key);
            if (node is null) return fallback ?? throw Fault(key, "is missing, expected a whole number");
            if (node is JsonValue v && v.GetValueKind() == JsonValueKind.Number && v.TryGetValue(out double d) && d == Math.Floor(d) && Math.Abs(d) < int.MaxValue) return (int)d;
            throw Fault(key, $"is {Short(node)}, expected a whole number");
        }

        public double Number(string key, double fallback)
        {
            JsonNode? node = Optional(key);
            if (node is null) return fallback;
            if (node is JsonValue v && v.GetValueKind() == JsonValueKind.Number && v.TryGetValue(out double d) && double.IsFinite(d)) return d;
            throw Fault(key, $"is {Short(node)}, expected a number");
        }

        public bool Flag(string key)
        {
            JsonNode? node = Optional(key);
            if (node is null) return false;
            return node is JsonValue v && v.TryGetValue(out bool b) ? b : throw Fault(key, $"is {Short(node)}, expected true or false");
        }

        public string Text(string key) => Optional(key) is JsonValue v && v.TryGetValue(out string? s) && s.Length is > 0 and <= 256 ? s : throw Fault(key, $"is {Short(Optional(key))}, expected a text");

        public List<string> Texts(string key) => Optional(key) is JsonArray { Count: 2 } a && a.All(n => n is JsonValue v && v.TryGetValue<string>(out _))
            ? [.. a.Select(n => n!.GetValue<string>())] : throw Fault(key, $"is {Short(Optional(key))}, expected the names of two layers");

        public List<int> Integers(string key, List<int> fallback)
        {
            if (Optional(key) is null) return fallback;
            if (Optional(key) is JsonArray { Count: 4 } a && a.All(n => n is JsonValue v && v.GetValueKind() == JsonValueKind.Number && v.TryGetValue(out int i) && i is >= 0 and < 1024))
                return [.. a.Select(n => n!.GetValue<int>())];
            throw Fault(key, $"is {Short(Optional(key))}, expected four numbers from 0");
        }

        public (int Height, int Width) Pair(string key, int fallback)
        {
            if (Optional(key) is not JsonArray a) { int side = Integer(key, fallback); return (side, side); }
            if (a.Count == 2 && a.All(n => n is JsonValue v && v.GetValueKind() == JsonValueKind.Number && v.TryGetValue(out int _))) return (a[0]!.GetValue<int>(), a[1]!.GetValue<int>());
            throw Fault(key, $"is {Short(a)}, expected a number or two");
        }

        private static string Short(JsonNode? node)
        {
            string text = node is null ? "missing" : node.ToJsonString();
            return text.Length <= 80 ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 77)}...");
        }
    }
}
