using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;

namespace CoCa.Testing;

/// <summary>
/// Weights of the right names and shapes for any configuration, with random values: the same for the same seed on every machine,
/// and of the size that a fresh model has, so that nothing overflows and no layer is dead. Knows nothing of the exporter's list of tensors.
/// </summary>
public static class RandomModel
{
    /// <summary>Writes <c>model.safetensors</c> and <c>config.json</c> into a folder.</summary>
    public static void WriteFolder(string folder, CoCaConfig config, ulong seed = 1, DType type = DType.F32)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJson());
        Write(Path.Combine(folder, "model.safetensors"), config, seed, type);
    }

    /// <summary>Writes a safetensors file as F32, F16 or BF16, in pieces: a model of any size needs no memory.</summary>
    public static void Write(string path, CoCaConfig config, ulong seed = 1, DType type = DType.F32)
    {
        IReadOnlyList<TensorInfo> tensors = Tensors(config, type);
        using var writer = SafetensorsWriter.Create(path, tensors);
        float[] piece = new float[1 << 16];
        foreach (TensorInfo t in tensors)
        {
            ulong stream = StreamOf(seed, t.Name);
            (float center, float spread) = Distribution(t, config);
            for (long at = 0; at < t.ElementCount; at += piece.Length)
            {
                Span<float> part = piece.AsSpan(0, (int)Math.Min(piece.Length, t.ElementCount - at));
                Fill(part, stream + (ulong)at, center, spread);
                writer.WriteFloats(t.Name, part);
            }
        }
        writer.Commit();
    }

    /// <summary>OpenCLIP's tensors for a configuration.</summary>
    public static IReadOnlyList<TensorInfo> Tensors(CoCaConfig config, DType type = DType.F32)
    {
        var list = new List<TensorInfo>();
        VisionConfig v = config.Vision;
        TextConfig t = config.Text;
        MultimodalConfig m = config.Multimodal;
        int e = config.EmbedDim;

        Add("logit_scale");
        foreach (ConvLayer layer in v.Stem?.Layers ?? [])
        {
            if (!layer.IsConvolution) continue;
            Add($"visual.stem.{layer.Name}.weight", layer.OutChannels, layer.InChannels / layer.Groups, layer.Kernel, layer.Kernel);
            Add($"visual.stem.{layer.Name}.bias", layer.OutChannels);
        }
        Add("visual.class_embedding", v.Width);
        Add("visual.positional_embedding", v.Tokens, v.Width);
        Add("visual.conv1.weight", v.Width, v.Stem?.OutputChannels ?? 3, v.PatchHeight, v.PatchWidth);
        if (!v.NoLnPre) Norm("visual.ln_pre", v.Width);
        for (int i = 0; i < v.Layers; i++) Block($"visual.transformer.resblocks.{i}", v.Width, v.MlpWidth, v.LayerScale);
        if (v.Pooler != PoolerKind.None) Pooler("visual.attn_pool", v.PoolerQueries);
        if (v.Pooler is PoolerKind.Cascade or PoolerKind.Parallel) Pooler("visual.attn_pool_contrastive", 1);
        Norm("visual.ln_post", v.Pooler == PoolerKind.Single ? e : v.Width);
        Add("visual.proj", v.Pooler == PoolerKind.None ? v.Width : e, e);

        Add("text.token_embedding.weight", t.VocabularySize, t.Width);
        Add("text.positional_embedding", t.ContextLength + 1, t.Width);
        Add("text.cls_emb", t.Width);
        for (int i = 0; i < t.Layers; i++) Block($"text.transformer.resblocks.{i}", t.Width, t.MlpWidth, t.LayerScale);
        Norm("text.ln_final", t.Width);
        Add("text.text_projection", t.Width, e);

        for (int i = 0; i < m.Layers; i++) Block($"text_decoder.resblocks.{i}", m.Width, m.MlpWidth, m.LayerScale);
        for (int i = 0; i < m.Layers; i++)
        {
            Block($"text_decoder.cross_attn.{i}", m.Width, m.MlpWidth, m.LayerScale);
            Norm($"text_decoder.cross_attn.{i}.ln_1_kv", m.Width);
        }
        Norm("text_decoder.ln_final", m.Width);
        Add("text_decoder.text_projection", m.Width, m.VocabularySize);
        return list;

        void Add(string name, params ReadOnlySpan<long> shape) => list.Add(new TensorInfo(name, type, shape.ToArray()));

        void Linear(string name, int outputs, int inputs)
        {
            Add($"{name}.weight", outputs, inputs);
            Add($"{name}.bias", outputs);
        }

        void Norm(string name, int width)
        {
            Add($"{name}.weight", width);
            Add($"{name}.bias", width);
        }

        void Block(string name, int width, int mlpWidth, double? layerScale)
        {
            Norm($"{name}.ln_1", width);
            Add($"{name}.attn.in_proj_weight", 3 * width, width);
            Add($"{name}.attn.in_proj_bias", 3 * width);
            Linear($"{name}.attn.out_proj", width, width);
            Norm($"{name}.ln_2", width);
            Linear($"{name}.mlp.c_fc", mlpWidth, width);
            Linear($"{name}.mlp.c_proj", width, mlpWidth);
            if (layerScale is null) return;
            Add($"{name}.ls_1.gamma", width);
            Add($"{name}.ls_2.gamma", width);
        }

        void Pooler(string name, int queries)
        {
            Add($"{name}.query", queries, e);
            Norm($"{name}.ln_q", e);
            Norm($"{name}.ln_k", v.Width);
            if (v.Width == e)
            {
                Add($"{name}.attn.in_proj_weight", 3 * e, e);
            }
            else
            {
                Add($"{name}.attn.q_proj_weight", e, e);
                Add($"{name}.attn.k_proj_weight", e, v.Width);
                Add($"{name}.attn.v_proj_weight", e, v.Width);
            }
            Add($"{name}.attn.in_proj_bias", 3 * e);
            Linear($"{name}.attn.out_proj", e, e);
        }
    }

    /// <summary>Middle and half width of a tensor's uniform distribution.</summary>
    private static (float Center, float Spread) Distribution(TensorInfo tensor, CoCaConfig config)
    {
        string name = tensor.Name;
        if (name == "logit_scale") return (MathF.Log(1 / 0.07f), 0); // CLIP's first value
        if (name.EndsWith(".gamma", StringComparison.Ordinal))
        {
            double? scale = name.StartsWith("visual", StringComparison.Ordinal) ? config.Vision.LayerScale
                : name.StartsWith("text.", StringComparison.Ordinal) ? config.Text.LayerScale : config.Multimodal.LayerScale;
            return ((float)scale!.Value, (float)scale.Value * 0.5f);
        }
        if (tensor.Shape.Count == 1) return name.EndsWith(".weight", StringComparison.Ordinal) ? (1, 0.2f) : (0, 0.1f); // norms; biases
        if (name.EndsWith("embedding.weight", StringComparison.Ordinal) || name.EndsWith("positional_embedding", StringComparison.Ordinal)) return (0, 0.1f);
        if (name.EndsWith(".query", StringComparison.Ordinal)) return (0, 1);
        // Projections are stored [inputs, outputs], all else [outputs, inputs...]. A uniform distribution of this width keeps the variance.
        bool inputsFirst = name.EndsWith("projection", StringComparison.Ordinal) || name.EndsWith("visual.proj", StringComparison.Ordinal);
        long inputs = inputsFirst ? tensor.Shape[0] : tensor.ElementCount / tensor.Shape[0];
        return (0, MathF.Sqrt(3f / inputs));
    }

    private static ulong StreamOf(ulong seed, string name) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) ^ (seed * 0x9E3779B97F4A7C15);

    /// <summary>The n-th value depends on n alone (SplitMix64 of a counter): pieces may be of any size.</summary>
    private static void Fill(Span<float> values, ulong counter, float center, float spread)
    {
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = (counter + (ulong)i) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            values[i] = center + spread * ((int)(z >> 32) * (1f / 2147483648f));
        }
    }
}
