using CoCa.Core.Configuration;

namespace CoCa.Export.Weights;

/// <summary>The names and shapes of the tensors that a model of a given configuration has, as OpenCLIP stores them.</summary>
internal static class ExpectedTensors
{
    /// <summary>All of them, in reading order.</summary>
    public static IReadOnlyDictionary<string, long[]> Of(CoCaConfig config)
    {
        var list = new Dictionary<string, long[]>(StringComparer.Ordinal);
        VisionConfig v = config.Vision;
        TextConfig t = config.Text;
        MultimodalConfig m = config.Multimodal;

        int channels = 3;
        if (v.Stem is { } stem)
        {
            // Layers behind the output are not computed.
            int used = 1 + stem.Layers.TakeWhile(l => l.Name != stem.Output).Count();
            foreach (ConvLayer layer in stem.Layers.Take(used).Where(l => l.IsConvolution))
            {
                list[$"visual.stem.{layer.Name}.weight"] = [layer.OutChannels, layer.InChannels / layer.Groups, layer.Kernel, layer.Kernel];
                list[$"visual.stem.{layer.Name}.bias"] = [layer.OutChannels];
            }
            channels = stem.OutputChannels;
        }
        list["visual.conv1.weight"] = [v.Width, channels, v.PatchHeight, v.PatchWidth];
        list["visual.class_embedding"] = [v.Width];
        list["visual.positional_embedding"] = [v.Tokens, v.Width];
        if (!v.NoLnPre) Norm(list, "visual.ln_pre", v.Width);
        for (int i = 0; i < v.Layers; i++) Block(list, $"visual.transformer.resblocks.{i}", v.Width, v.MlpWidth, v.LayerScale is not null);
        bool pooled = v.Pooler != PoolerKind.None;
        Norm(list, "visual.ln_post", v.Pooler == PoolerKind.Single ? config.EmbedDim : v.Width);
        if (pooled) Pooler(list, "visual.attn_pool", v.PoolerQueries, config.EmbedDim, v.Width);
        if (v.Pooler is PoolerKind.Cascade or PoolerKind.Parallel) Pooler(list, "visual.attn_pool_contrastive", 1, config.EmbedDim, v.Width);
        list["visual.proj"] = [pooled ? config.EmbedDim : v.Width, config.EmbedDim];

        list["text.token_embedding.weight"] = [t.VocabularySize, t.Width];
        list["text.positional_embedding"] = [t.ContextLength + 1, t.Width];
        list["text.cls_emb"] = [t.Width];
        for (int i = 0; i < t.Layers; i++) Block(list, $"text.transformer.resblocks.{i}", t.Width, t.MlpWidth, t.LayerScale is not null);
        Norm(list, "text.ln_final", t.Width);
        list["text.text_projection"] = [t.Width, config.EmbedDim];

        for (int i = 0; i < m.Layers; i++)
        {
            Block(list, $"text_decoder.resblocks.{i}", m.Width, m.MlpWidth, m.LayerScale is not null);
            Block(list, $"text_decoder.cross_attn.{i}", m.Width, m.MlpWidth, m.LayerScale is not null);
            Norm(list, $"text_decoder.cross_attn.{i}.ln_1_kv", m.Width);
        }
        Norm(list, "text_decoder.ln_final", m.Width);
        list["text_decoder.text_projection"] = [m.Width, m.VocabularySize];
        list["logit_scale"] = [];
        return list;
    }

    /// <summary>The tensors of an attentional pooler: torch packs the projections where query and key widths are equal.</summary>
    public static void Pooler(Dictionary<string, long[]> list, string prefix, long queries, long width, long contextWidth)
    {
        list[$"{prefix}.query"] = [queries, width];
        if (width == contextWidth)
        {
            list[$"{prefix}.attn.in_proj_weight"] = [3 * width, width];
        }
        else
        {
            list[$"{prefix}.attn.q_proj_weight"] = [width, width];
            list[$"{prefix}.attn.k_proj_weight"] = [width, contextWidth];
            list[$"{prefix}.attn.v_proj_weight"] = [width, contextWidth];
        }
        list[$"{prefix}.attn.in_proj_bias"] = [3 * width];
        list[$"{prefix}.attn.out_proj.weight"] = [width, width];
        list[$"{prefix}.attn.out_proj.bias"] = [width];
        Norm(list, $"{prefix}.ln_q", width);
        Norm(list, $"{prefix}.ln_k", contextWidth);
    }

    private static void Block(Dictionary<string, long[]> list, string prefix, long width, long mlpWidth, bool scaled)
    {
        Norm(list, $"{prefix}.ln_1", width);
        list[$"{prefix}.attn.in_proj_weight"] = [3 * width, width];
        list[$"{prefix}.attn.in_proj_bias"] = [3 * width];
        list[$"{prefix}.attn.out_proj.weight"] = [width, width];
        list[$"{prefix}.attn.out_proj.bias"] = [width];
        if (scaled) list[$"{prefix}.ls_1.gamma"] = [width];
        Norm(list, $"{prefix}.ln_2", width);
        list[$"{prefix}.mlp.c_fc.weight"] = [mlpWidth, width];
        list[$"{prefix}.mlp.c_fc.bias"] = [mlpWidth];
        list[$"{prefix}.mlp.c_proj.weight"] = [width, mlpWidth];
        list[$"{prefix}.mlp.c_proj.bias"] = [width];
        if (scaled) list[$"{prefix}.ls_2.gamma"] = [width];
    }

    private static void Norm(Dictionary<string, long[]> list, string prefix, long width)
    {
        list[$"{prefix}.weight"] = [width];
        list[$"{prefix}.bias"] = [width];
    }
}
