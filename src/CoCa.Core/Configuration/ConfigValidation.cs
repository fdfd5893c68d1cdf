namespace CoCa.Core.Configuration;

/// <summary>Whether the parts of a configuration fit together, and are of a size that some machine could run.</summary>
internal static class ConfigValidation
{
    public static void Check(CoCaConfig config)
    {
        VisionConfig v = config.Vision;
        TextConfig t = config.Text;
        MultimodalConfig m = config.Multimodal;
        Range("embed_dim", config.EmbedDim, 1, 65536);
        Range("vision_cfg.image_size", v.ImageHeight, 1, 4096);
        Range("vision_cfg.image_size", v.ImageWidth, 1, 4096);
        Range("vision_cfg.patch_size", v.PatchHeight, 1, 4096);
        Range("vision_cfg.patch_size", v.PatchWidth, 1, 4096);
        Range("vision_cfg.width", v.Width, 1, 65536);
        Range("vision_cfg.layers", v.Layers, 0, 512);
        Range("vision_cfg.head_width", v.HeadWidth, 1, 65536);
        Ratio("vision_cfg.mlp_ratio", v.MlpRatio);
        // Not Width % HeadWidth: OpenCLIP rounds the number of heads down and lets them share the whole width.
        if (v.Heads < 1 || v.Width % v.Heads != 0)
            throw new InvalidInputException($"vision_cfg.width is {v.Width}: with head_width {v.HeadWidth} that makes {v.Heads} heads, which must divide it");
        if (v.Stem is { } stem) CheckStem(stem, v.ImageHeight, v.ImageWidth);
        if (v.GridHeight < 1 || v.GridWidth < 1 || v.Patches > 1 << 20)
            throw new InvalidInputException($"vision_cfg: image_size {v.ImageHeight}x{v.ImageWidth} and patch_size {v.PatchHeight}x{v.PatchWidth} make {v.GridHeight}x{v.GridWidth} patches");
        Range("text_cfg.context_length", t.ContextLength, 2, 65536);
        Range("text_cfg.vocab_size", t.VocabularySize, 4, 1 << 24);
        Range("text_cfg.width", t.Width, 1, 65536);
        Range("text_cfg.heads", t.Heads, 1, 65536);
        Range("text_cfg.layers", t.Layers, 0, 512);
        Range("text_cfg.pad_id", t.PadId, 0, t.VocabularySize - 1);
        Ratio("text_cfg.mlp_ratio", t.MlpRatio);
        Divides("text_cfg.width", t.Width, "heads", t.Heads);
        Range("multimodal_cfg.context_length", m.ContextLength, 2, 65536);
        Range("multimodal_cfg.vocab_size", m.VocabularySize, 4, 1 << 24);
        Range("multimodal_cfg.width", m.Width, 1, 65536);
        Range("multimodal_cfg.heads", m.Heads, 1, 65536);
        Range("multimodal_cfg.layers", m.Layers, 1, 512);
        Divides("multimodal_cfg.width", m.Width, "heads", m.Heads);
        if (m.Width != t.Width) throw new InvalidInputException($"multimodal_cfg.width is {m.Width}, must equal text_cfg.width, {t.Width}");
        if (v.Pooler == PoolerKind.None)
        {
            if (v.Width != m.Width) throw new InvalidInputException($"vision_cfg.width is {v.Width}: without attentional_pool it must equal multimodal_cfg.width, {m.Width}");
            return;
        }
        Range("vision_cfg.attn_pooler_queries", v.PoolerQueries, v.Pooler == PoolerKind.Single ? 2 : 1, 65536);
        Range("vision_cfg.attn_pooler_heads", v.PoolerHeads, 1, 65536);
        Divides("embed_dim", config.EmbedDim, "vision_cfg.attn_pooler_heads", v.PoolerHeads);
        if (config.EmbedDim != m.Width) throw new InvalidInputException($"embed_dim is {config.EmbedDim}: with attentional_pool it must equal multimodal_cfg.width, {m.Width}");
        if (v.Pooler != PoolerKind.Single && v.Width != config.EmbedDim)
            throw new InvalidInputException($"vision_cfg.width is {v.Width}: with attentional_pool {v.Pooler.ToString().ToLowerInvariant()} it must equal embed_dim, {config.EmbedDim}");
    }

    private static void CheckStem(ConvStem stem, int height, int width)
    {
        var sizes = new Dictionary<string, (int Height, int Width)>(StringComparer.Ordinal) { ["input"] = (height, width) };
        var channels = new Dictionary<string, int>(StringComparer.Ordinal) { ["input"] = 3 };
        foreach (ConvLayer layer in stem.Layers)
        {
            string key = $"vision_cfg.stem.{layer.Name}";
            foreach (string input in layer.Inputs)
                if (!channels.ContainsKey(input)) throw new InvalidInputException($"{key} reads {input}, which is no earlier layer");
            if (layer.IsConvolution)
            {
                Range($"{key}.kernel", layer.Kernel, 1, 64);
                Range($"{key}.stride", layer.Stride, 1, 64);
                Range($"{key}.out_channels", layer.OutChannels, 1, 65536);
                Range($"{key}.groups", layer.Groups, 1, 65536);
                if (layer.InChannels != channels[layer.Inputs[0]])
                    throw new InvalidInputException($"{key}.in_channels is {layer.InChannels}, but {layer.Inputs[0]} has {channels[layer.Inputs[0]]}");
                Divides($"{key}.in_channels", layer.InChannels, "groups", layer.Groups);
                Divides($"{key}.out_channels", layer.OutChannels, "groups", layer.Groups);
            }
            else if (sizes[layer.Inputs[0]] != sizes[layer.Inputs[1]])
            {
                throw new InvalidInputException($"{key} adds feature maps of {Text(sizes[layer.Inputs[0]])} and {Text(sizes[layer.Inputs[1]])}");
            }
            else if (channels[layer.Inputs[0]] != channels[layer.Inputs[1]])
            {
                throw new InvalidInputException($"{key} adds {channels[layer.Inputs[0]]} channels to {channels[layer.Inputs[1]]}");
            }
            if (!channels.TryAdd(layer.Name, layer.IsConvolution ? layer.OutChannels : channels[layer.Inputs[0]]))
                throw new InvalidInputException($"{key} is there twice");
            sizes[layer.Name] = layer.OutputSize(sizes[layer.Inputs[0]]);
            if (sizes[layer.Name] is not ( > 0, > 0)) throw new InvalidInputException($"{key} has a kernel of {layer.Kernel} px over a feature map of {Text(sizes[layer.Inputs[0]])}");
        }
        if (stem.Output == "input" || !channels.ContainsKey(stem.Output)) throw new InvalidInputException($"vision_cfg.stem.output is {stem.Output}, which is no layer of it");
    }

    private static string Text((int Height, int Width) size) => $"{size.Height}x{size.Width}";

    private static void Range(string key, int value, int from, int to)
    {
        if (value < from || value > to) throw new InvalidInputException($"{key} is {value}, expected {from} to {to}");
    }

    private static void Ratio(string key, double value)
    {
        if (!(value > 0 && value <= 64)) throw new InvalidInputException($"{key} is {value}, expected above 0 and at most 64");
    }

    private static void Divides(string key, int value, string divisorKey, int divisor)
    {
        if (value % divisor != 0) throw new InvalidInputException($"{key} is {value}, must be divisible by {divisorKey}, {divisor}");
    }
}
