using CoCa.Core.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CoCa.Training.Model;

// CoCa in one file, in the order in which a picture and its text meet the parts. Names of modules and parameters are OpenCLIP's, so
// that a state dict of one is a state dict of the other. Sources: arXiv 2205.01917, section 3; OpenCLIP's coca_model.py and transformer.py
// as far as their recorded numbers tell (tests/Fixtures).

/// <summary>
/// CoCa (arXiv 2205.01917): an image tower, a unimodal text tower whose class position is contrasted with the image feature, and a
/// multimodal decoder that captions. Not thread-safe: one forward pass at a time.
/// </summary>
public sealed class CoCaNetwork : nn.Module
{
    private readonly ImageTower _visual;
    private readonly TextTower _text;
    private readonly MultimodalDecoder _decoder;

    /// <summary>A network with fresh weights.</summary>
    /// <exception cref="Core.InvalidInputException">The configuration's parts do not fit together.</exception>
    public CoCaNetwork(CoCaConfig config, NetworkOptions? options = null) : base("coca")
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        options ??= new NetworkOptions();
        using Generator _ = manual_seed(options.Seed);
        LogitScale = Parameters.Filled(Math.Log(1 / 0.07)); // CLIP's first temperature
        _visual = new ImageTower(config, options);
        _text = new TextTower(config, options);
        _decoder = new MultimodalDecoder(config, options);
        register_parameter("logit_scale", LogitScale);
        register_module("visual", _visual);
        register_module("text", _text);
        register_module("text_decoder", _decoder);
    }

    /// <summary>The network's shape.</summary>
    public CoCaConfig Config { get; }

    /// <summary>The logarithm of the factor in front of cosines, scalar.</summary>
    public Parameter LogitScale { get; }

    /// <summary>Pixels [B, 3, H, W], normalised, to what one encode gives.</summary>
    public ImageOutput EncodeImages(Tensor pixels) => _visual.Pool(_visual.Trunk(pixels));

    /// <summary>The same from the stem's feature map of <paramref name="layer"/> on, for a stem whose first layers are frozen and cached.</summary>
    public ImageOutput EncodeImagesFrom(string layer, Tensor featureMap) => _visual.Pool(_visual.TrunkFrom(layer, featureMap));

    /// <summary>The stem's feature map [B, C, h, w] of a layer, without gradients.</summary>
    public Tensor StemFeatures(Tensor pixels, string layer)
    {
        using (no_grad()) return _visual.StemFeatures(pixels, layer);
    }

    /// <summary>Trunk tokens [B, 1 + P, W], class token first, before ln_post and poolers.</summary>
    public Tensor Trunk(Tensor pixels) => _visual.Trunk(pixels);

    /// <summary>
    /// Ids [B, M], padded, M at most L. The class position stands behind the last id and always takes positional row L, so that a batch
    /// may be cut behind its longest text's first pad without changing a feature.
    /// </summary>
    public TextOutput EncodeTexts(Tensor ids) => _text.Encode(ids);

    /// <summary>Text tokens [B * C, M, D] and the tokens of B pictures [B, N, Dt] to logits [B * C, M, V]: C texts of a picture stand together.</summary>
    public Tensor Decode(Tensor textTokens, Tensor imageTokens) => _decoder.Decode(textTokens, imageTokens);
}

/// <summary>What one encode of B pictures gives.</summary>
/// <param name="Features">[B, E], after the projection, not normalised.</param>
/// <param name="Tokens">[B, N, Dt], the decoder's context.</param>
public readonly record struct ImageOutput(Tensor Features, Tensor Tokens);

/// <summary>What one encode of texts gives.</summary>
/// <param name="Features">[B, E], of the class position, not normalised.</param>
/// <param name="Tokens">[B, M, D], before any final norm.</param>
public readonly record struct TextOutput(Tensor Features, Tensor Tokens);

/// <summary>A vision transformer over patches, or over the feature map of a convolutional stem, and its poolers.</summary>
internal sealed class ImageTower : nn.Module
{
    private readonly VisionConfig _config;
    private readonly ConvolutionalStem? _stem;
    private readonly Projection _patches;
    private readonly Parameter _classEmbedding, _positions, _projection;
    private readonly Norm? _before;
    private readonly Norm _after;
    private readonly Transformer _transformer;
    private readonly AttentionalPooler? _pooler, _contrastivePooler;
    private readonly double _dropout;

    public ImageTower(CoCaConfig config, NetworkOptions options) : base("visual")
    {
        VisionConfig v = _config = config.Vision;
        _dropout = options.Dropout;
        double scale = Math.Pow(v.Width, -0.5);
        int channels = v.Stem?.OutputChannels ?? 3;
        if (v.Stem is not null) register_module("stem", _stem = new ConvolutionalStem(v.Stem, options));
        // A convolution whose stride is its kernel is a product over unfolded patches.
        register_module("conv1", _patches = new Projection([v.Width, channels, v.PatchHeight, v.PatchWidth], Math.Pow(channels * v.PatchHeight * v.PatchWidth, -0.5) / Math.Sqrt(3), options));
        register_parameter("class_embedding", _classEmbedding = Parameters.Normal(scale, v.Width));
        register_parameter("positional_embedding", _positions = Parameters.Normal(scale, v.Tokens, v.Width));
        if (!v.NoLnPre) register_module("ln_pre", _before = new Norm(v.Width));
        register_module("transformer", _transformer = new Transformer(v.Layers, v.Width, v.Heads, v.MlpWidth, v.LayerScale, config.QuickGelu, options));
        if (v.Pooler != PoolerKind.None)
            register_module("attn_pool", _pooler = new AttentionalPooler(config.EmbedDim, v.Width, v.PoolerHeads, v.PoolerQueries, options));
        if (v.Pooler is PoolerKind.Cascade or PoolerKind.Parallel)
            register_module("attn_pool_contrastive", _contrastivePooler = new AttentionalPooler(config.EmbedDim, v.Width, v.PoolerHeads, 1, options));
        int pooled = v.Pooler == PoolerKind.None ? v.Width : config.EmbedDim;
        register_module("ln_post", _after = new Norm(v.Pooler == PoolerKind.Single ? config.EmbedDim : v.Width));
        register_parameter("proj", _projection = Parameters.Normal(scale, pooled, config.EmbedDim));
    }

    public Tensor StemFeatures(Tensor pixels, string layer) => _stem!.Run(pixels, "input", layer);

    public Tensor Trunk(Tensor pixels) => Transform(_stem is null ? pixels : _stem.Run(pixels, "input", _config.Stem!.Output));

    public Tensor TrunkFrom(string layer, Tensor featureMap) => Transform(_stem!.Run(featureMap, layer, _config.Stem!.Output));

    private Tensor Transform(Tensor map)
    {
        VisionConfig v = _config;
        long batch = map.shape[0], channels = map.shape[1];
        // Pixels beyond the last whole patch are not used.
        Tensor x = map.narrow(2, 0, v.GridHeight * v.PatchHeight).narrow(3, 0, v.GridWidth * v.PatchWidth)
            .reshape(batch, channels, v.GridHeight, v.PatchHeight, v.GridWidth, v.PatchWidth).permute(0, 2, 4, 1, 3, 5)
            .reshape(batch, v.Patches, channels * v.PatchHeight * v.PatchWidth);
        x = cat([_classEmbedding.expand(batch, 1, v.Width), _patches.Apply(x)], 1) + _positions;
        if (_before is not null) x = _before.Apply(x);
        return _transformer.Run(nn.functional.dropout(x, _dropout, training), null);
    }

    /// <summary>Trunk [B, 1 + P, W] to features and tokens, by the configuration's poolers (paper section 3.2).</summary>
    public ImageOutput Pool(Tensor trunk)
    {
        if (_config.Pooler == PoolerKind.Single)
        {
            Tensor pooled = _after.Apply(_pooler!.Pool(trunk));
            return new ImageOutput(Project(pooled.select(1, 0)), pooled.narrow(1, 1, pooled.shape[1] - 1));
        }
        Tensor normed = _after.Apply(trunk);
        if (_pooler is null) return new ImageOutput(Project(normed.select(1, 0)), normed.narrow(1, 1, _config.Patches));
        Tensor tokens = _pooler.Pool(normed);
        Tensor feature = _contrastivePooler!.Pool(_config.Pooler == PoolerKind.Cascade ? tokens : normed);
        return new ImageOutput(Project(feature.select(1, 0)), tokens);
    }

    private Tensor Project(Tensor pooled) => matmul(pooled, _projection);
}

/// <summary>The convolutions and sums of <see cref="ConvStem"/>, batch norms folded in.</summary>
internal sealed class ConvolutionalStem : nn.Module
{
    private readonly ConvStem _config;
    private readonly Dictionary<string, Convolution> _convolutions = [];

    public ConvolutionalStem(ConvStem config, NetworkOptions options) : base("stem")
    {
        _config = config;
        foreach (ConvLayer layer in config.Layers.Where(l => l.IsConvolution))
        {
            Convolution convolution = new(layer, options);
            _convolutions[layer.Name] = convolution;
            register_module(layer.Name, convolution);
        }
    }

    /// <summary>The feature map of layer <paramref name="to"/>, given that of layer <paramref name="from"/> (<c>input</c>: the picture).</summary>
    public Tensor Run(Tensor x, string from, string to)
    {
        Dictionary<string, Tensor> maps = new() { [from] = x };
        if (from == to) return x;
        foreach (ConvLayer layer in _config.Layers)
        {
            // What stands before the first map is not needed for what comes behind it.
            if (!layer.Inputs.All(maps.ContainsKey)) continue;
            Tensor y = layer.IsConvolution ? _convolutions[layer.Name].Apply(maps[layer.Inputs[0]]) : maps[layer.Inputs[0]] + maps[layer.Inputs[1]];
            if (layer.IsRelu6) y = nn.functional.relu6(y);
            maps[layer.Name] = y;
            if (layer.Name == to) return y;
        }
        throw new ArgumentException($"the stem has no way from {from} to {to}", nameof(to));
    }

    private sealed class Convolution : nn.Module
    {
        private readonly ConvLayer _layer;
        private readonly Parameter _weight, _bias;
        private readonly ScalarType _products;

        public Convolution(ConvLayer layer, NetworkOptions options) : base("convolution")
        {
            _layer = layer;
            // Depthwise layers gain nothing from bfloat16 here and lose accuracy.
            _products = layer.Groups == 1 ? options.Products : ScalarType.Float32;
            long inputs = layer.InChannels / layer.Groups;
            register_parameter("weight", _weight = Parameters.Normal(Math.Sqrt(2.0 / (inputs * layer.Kernel * layer.Kernel)), layer.OutChannels, inputs, layer.Kernel, layer.Kernel));
            register_parameter("bias", _bias = Parameters.Filled(0, layer.OutChannels));
        }

        public Tensor Apply(Tensor x)
        {
            IReadOnlyList<int> p = _layer.Padding;
            long[] padding = [p[2], p[0]];
            // torch pads both sides alike; what differs (TensorFlow's way) is padded by hand.
            if (p[0] != p[1] || p[2] != p[3])
            {
                x = nn.functional.pad(x, [p[0], p[1], p[2], p[3]]);
                padding = [0, 0];
            }
            return nn.functional.conv2d(x.to_type(_products), _weight.to_type(_products), _bias.to_type(_products), strides: [_layer.Stride, _layer.Stride], padding: padding, groups: _layer.Groups).to_type(ScalarType.Float32);
        }
    }
}

/// <summary>Learned queries that attend to all tokens: <c>MHA(ln_q(query), ln_k(x), ln_k(x))</c>; the query is not added back.</summary>
internal sealed class AttentionalPooler : nn.Module
{
    private readonly Parameter _query;
    private readonly Norm _queryNorm, _keyNorm;
    private readonly Attention _attention;

    public AttentionalPooler(int width, int contextWidth, int heads, int queries, NetworkOptions options) : base("pooler")
    {
        register_parameter("query", _query = Parameters.Normal(1, queries, width));
        register_module("attn", _attention = new Attention(width, contextWidth, heads, options));
        register_module("ln_q", _queryNorm = new Norm(width));
        register_module("ln_k", _keyNorm = new Norm(contextWidth));
    }

    /// <summary>[B, N, context width] to [B, Q, width].</summary>
    public Tensor Pool(Tensor x)
    {
        Tensor query = _queryNorm.Apply(_query).unsqueeze(0).expand(x.shape[0], -1, -1);
        return _attention.Attend(query, _keyNorm.Apply(x), null);
    }
}

/// <summary>Causal layers over the ids, and a class position behind them.</summary>
internal sealed class TextTower : nn.Module
{
    private readonly TextConfig _config;
    private readonly Parameter _positions, _classEmbedding, _projection;
    private readonly NamedParameter _tokens;
    private readonly Transformer _transformer;
    private readonly Norm _final;
    private readonly double _dropout;

    public TextTower(CoCaConfig config, NetworkOptions options) : base("text")
    {
        TextConfig t = _config = config.Text;
        _dropout = options.Dropout;
        register_parameter("positional_embedding", _positions = Parameters.Normal(0.01, t.ContextLength + 1, t.Width));
        register_parameter("cls_emb", _classEmbedding = Parameters.Normal(0.01, t.Width));
        register_parameter("text_projection", _projection = Parameters.Normal(Math.Pow(t.Width, -0.5), t.Width, config.EmbedDim));
        register_module("token_embedding", _tokens = new NamedParameter("weight", Parameters.Normal(0.02, t.VocabularySize, t.Width)));
        register_module("transformer", _transformer = new Transformer(t.Layers, t.Width, t.Heads, t.MlpWidth, t.LayerScale, config.QuickGelu, options));
        register_module("ln_final", _final = new Norm(t.Width));
    }

    public TextOutput Encode(Tensor ids)
    {
        long batch = ids.shape[0], length = ids.shape[1], width = _config.Width;
        Tensor words = _tokens.Value.index_select(0, ids.reshape(-1)).reshape(batch, length, width) + _positions.narrow(0, 0, length);
        Tensor last = _classEmbedding + _positions.select(0, _config.ContextLength);
        Tensor x = cat([words, last.expand(batch, 1, width)], 1);
        // The reference's mask is shifted by one against the sequence: key j + 1 is visible if id j is no pad.
        Tensor hidden = nn.functional.pad(ids.eq(_config.PadId).to_type(ScalarType.Float32), [1, 0]).reshape(batch, 1, 1, length + 1);
        Tensor mask = Masks.Causal(length + 1, ids.device) + hidden.masked_fill(hidden.gt(0), Masks.Hidden);
        x = _transformer.Run(nn.functional.dropout(x, _dropout, training), mask);
        return new TextOutput(matmul(_final.Apply(x.select(1, length)), _projection), x.narrow(1, 0, length));
    }
}

/// <summary>Causal self-attention and cross-attention over the picture's tokens, by turns; logits at the end.</summary>
internal sealed class MultimodalDecoder : nn.Module
{
    private readonly Stack _own, _cross;
    private readonly Norm _final;
    private readonly Parameter _projection;
    private readonly ScalarType _products;

    public MultimodalDecoder(CoCaConfig config, NetworkOptions options) : base("text_decoder")
    {
        MultimodalConfig m = config.Multimodal;
        register_module("resblocks", _own = new Stack(m.Layers, _ => new ResidualBlock(m.Width, m.Heads, m.MlpWidth, m.LayerScale, config.QuickGelu, m.Layers, crosses: false, options)));
        register_module("cross_attn", _cross = new Stack(m.Layers, _ => new ResidualBlock(m.Width, m.Heads, m.MlpWidth, m.LayerScale, config.QuickGelu, m.Layers, crosses: true, options)));
        register_module("ln_final", _final = new Norm(m.Width));
        _products = options.Products;
        register_parameter("text_projection", _projection = Parameters.Normal(Math.Pow(m.Width, -0.5), m.Width, m.VocabularySize));
    }

    public Tensor Decode(Tensor x, Tensor context)
    {
        long texts = x.shape[0], length = x.shape[1], width = x.shape[2], pictures = context.shape[0];
        Tensor mask = Masks.Causal(length, x.device);
        for (int i = 0; i < _own.Blocks.Count; i++)
        {
            x = _own.Blocks[i].Apply(x, null, mask);
            // Cross-attention has no mask: the texts of one picture are queries of one attention, and its keys are computed once.
            x = _cross.Blocks[i].Apply(x.reshape(pictures, texts / pictures * length, width), context, null).reshape(texts, length, width);
        }
        return Products.Linear(_final.Apply(x), _projection.t(), null, _products);
    }
}

/// <summary>A stack of equal layers without cross-attention, under the name <c>resblocks</c>.</summary>
internal sealed class Transformer : nn.Module
{
    private readonly Stack _blocks;

    public Transformer(int layers, int width, int heads, int mlpWidth, double? layerScale, bool quickGelu, NetworkOptions options) : base("transformer") =>
        register_module("resblocks", _blocks = new Stack(layers, _ => new ResidualBlock(width, heads, mlpWidth, layerScale, quickGelu, layers, crosses: false, options)));

    public Tensor Run(Tensor x, Tensor? mask)
    {
        foreach (ResidualBlock block in _blocks.Blocks) x = block.Apply(x, null, mask);
        return x;
    }
}

/// <summary>Blocks by number.</summary>
internal sealed class Stack : nn.Module
{
    public Stack(int count, Func<int, ResidualBlock> make) : base("stack")
    {
        Blocks = [.. Enumerable.Range(0, count).Select(make)];
        for (int i = 0; i < count; i++) register_module($"{i}", Blocks[i]);
    }

    public IReadOnlyList<ResidualBlock> Blocks { get; }
}

/// <summary><c>x + ls_1(MHA(ln_1(x), ..))</c>, then <c>x + ls_2(mlp(ln_2(x)))</c>; keys and values come from x, or from a context by its own norm.</summary>
internal sealed class ResidualBlock : nn.Module
{
    private readonly Norm _norm1, _norm2;
    private readonly Norm? _contextNorm;
    private readonly Attention _attention;
    private readonly FeedForward _mlp;
    private readonly NamedParameter? _scale1, _scale2;
    private readonly double _dropout;

    public ResidualBlock(int width, int heads, int mlpWidth, double? layerScale, bool quickGelu, int depth, bool crosses, NetworkOptions options) : base("block")
    {
        _dropout = options.Dropout;
        register_module("ln_1", _norm1 = new Norm(width));
        register_module("attn", _attention = new Attention(width, width, heads, options, depth));
        if (crosses) register_module("ln_1_kv", _contextNorm = new Norm(width));
        register_module("ln_2", _norm2 = new Norm(width));
        register_module("mlp", _mlp = new FeedForward(width, mlpWidth, quickGelu, depth, options));
        if (layerScale is not { } gamma) return;
        register_module("ls_1", _scale1 = new NamedParameter("gamma", Parameters.Filled(gamma, width)));
        register_module("ls_2", _scale2 = new NamedParameter("gamma", Parameters.Filled(gamma, width)));
    }

    public Tensor Apply(Tensor x, Tensor? context, Tensor? mask)
    {
        Tensor normed = _norm1.Apply(x);
        x = x + Branch(_attention.Attend(normed, _contextNorm is null ? normed : _contextNorm.Apply(context!), mask), _scale1);
        return x + Branch(_mlp.Apply(_norm2.Apply(x)), _scale2);
    }

    private Tensor Branch(Tensor y, NamedParameter? scale) => nn.functional.dropout(scale is null ? y : y * scale.Value, _dropout, training);
}

/// <summary>Two products with a GELU (exact, or <c>x * sigmoid(1.702 x)</c>) between them.</summary>
internal sealed class FeedForward : nn.Module
{
    private readonly Projection _in, _out;
    private readonly bool _quick;

    public FeedForward(int width, int hidden, bool quickGelu, int depth, NetworkOptions options) : base("mlp")
    {
        _quick = quickGelu;
        register_module("c_fc", _in = new Projection([hidden, width], Math.Pow(2 * width, -0.5), options, bias: true));
        register_module("c_proj", _out = new Projection([width, hidden], Math.Pow(2 * width * depth, -0.5), options, bias: true));
    }

    public Tensor Apply(Tensor x)
    {
        Tensor y = _in.Apply(x);
        return _out.Apply(_quick ? y * (1.702 * y).sigmoid() : nn.functional.gelu(y));
    }
}

/// <summary>Multi-head attention with torch's parameter names: packed where queries, keys and values have one width.</summary>
internal sealed class Attention : nn.Module
{
    private readonly Parameter _bias;
    private readonly Parameter? _packed, _query, _key, _value;
    private readonly Projection _out;
    private readonly int _width, _heads;
    private readonly ScalarType _products;

    public Attention(int width, int contextWidth, int heads, NetworkOptions options, int depth = 1) : base("attention")
    {
        (_width, _heads, _products) = (width, heads, options.Products);
        double spread = Math.Pow(width, -0.5);
        if (width == contextWidth)
        {
            register_parameter("in_proj_weight", _packed = Parameters.Normal(spread, 3 * width, width));
        }
        else
        {
            register_parameter("q_proj_weight", _query = Parameters.Normal(spread, width, width));
            register_parameter("k_proj_weight", _key = Parameters.Normal(Math.Pow(contextWidth, -0.5), width, contextWidth));
            register_parameter("v_proj_weight", _value = Parameters.Normal(Math.Pow(contextWidth, -0.5), width, contextWidth));
        }
        register_parameter("in_proj_bias", _bias = Parameters.Filled(0, 3 * width));
        register_module("out_proj", _out = new Projection([width, width], spread * Math.Pow(2 * depth, -0.5), options, bias: true));
    }

    /// <summary>Queries [B, M, width] over a context [B, N, context width]; the mask is added to the scores [B, heads, M, N].</summary>
    public Tensor Attend(Tensor x, Tensor context, Tensor? mask)
    {
        Tensor q, k, v;
        if (_packed is not null && ReferenceEquals(x, context))
        {
            Tensor[] all = Products.Linear(x, _packed, _bias, _products).chunk(3, -1);
            (q, k, v) = (all[0], all[1], all[2]);
        }
        else
        {
            Tensor wq = _query ?? Part(_packed!, 0, 1), bq = Part(_bias, 0, 1), bk = Part(_bias, 1, 1), bv = Part(_bias, 2, 1);
            q = Products.Linear(x, wq, bq, _products);
            if (_packed is not null)
            {
                Tensor[] both = Products.Linear(context, Part(_packed, 1, 2), Part(_bias, 1, 2), _products).chunk(2, -1);
                (k, v) = (both[0], both[1]);
            }
            else
            {
                (k, v) = (Products.Linear(context, _key!, bk, _products), Products.Linear(context, _value!, bv, _products));
            }
        }
        double scale = 1 / Math.Sqrt(_width / (double)_heads);
        Tensor scores = Products.MatMul(Heads(q) * scale, Heads(k).transpose(2, 3), _products);
        if (mask is not null) scores = scores + mask;
        Tensor mixed = Products.MatMul(scores.softmax(-1), Heads(v), _products);
        return _out.Apply(mixed.transpose(1, 2).reshape(x.shape[0], x.shape[1], _width));
    }

    private Tensor Part(Tensor packed, int first, int count) => packed.narrow(0, first * _width, count * _width);

    private Tensor Heads(Tensor x) => x.reshape(x.shape[0], x.shape[1], _heads, _width / _heads).transpose(1, 2);
}

/// <summary>A matrix, with or without a bias.</summary>
internal sealed class Projection : nn.Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly ScalarType _products;

    public Projection(long[] shape, double spread, NetworkOptions options, bool bias = false) : base("projection")
    {
        _products = options.Products;
        register_parameter("weight", _weight = Parameters.Normal(spread, shape));
        if (bias) register_parameter("bias", _bias = Parameters.Filled(0, shape[0]));
    }

    /// <summary>[.., inputs] to [.., outputs]; a weight of more than two dimensions is a matrix of its first against all others.</summary>
    public Tensor Apply(Tensor x)
    {
        Tensor weight = _weight.shape.Length > 2 ? _weight.reshape(_weight.shape[0], -1) : _weight;
        return Products.Linear(x, weight, _bias, _products);
    }
}

/// <summary>Layer norm over the last dimension, epsilon 1e-5.</summary>
internal sealed class Norm : nn.Module
{
    private readonly Parameter _weight, _bias;

    public Norm(int width) : base("norm")
    {
        register_parameter("weight", _weight = Parameters.Filled(1, width));
        register_parameter("bias", _bias = Parameters.Filled(0, width));
    }

    public Tensor Apply(Tensor x) => nn.functional.layer_norm(x, _weight.shape, _weight, _bias, 1e-5);
}

/// <summary>One parameter of a module that does nothing else, under the name that it has in a state dict.</summary>
internal sealed class NamedParameter : nn.Module
{
    public NamedParameter(string name, Parameter value) : base("parameter") => register_parameter(name, Value = value);

    public Parameter Value { get; }
}

/// <summary>Products in the type that was asked for; TorchSharp has no autocast, so both sides are cast around each.</summary>
internal static class Products
{
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias, ScalarType type) => type == ScalarType.Float32
        ? nn.functional.linear(x, weight, bias)
        : bias is null ? nn.functional.linear(x.to_type(type), weight.to_type(type)).to_type(ScalarType.Float32)
        : nn.functional.linear(x.to_type(type), weight.to_type(type)).to_type(ScalarType.Float32) + bias;

    public static Tensor MatMul(Tensor a, Tensor b, ScalarType type) => type == ScalarType.Float32 ? matmul(a, b) : matmul(a.to_type(type), b.to_type(type)).to_type(ScalarType.Float32);
}

/// <summary>Masks that are added to scores.</summary>
internal static class Masks
{
    public const float Hidden = float.NegativeInfinity;

    /// <summary>[n, n]: zero where a position may look, minus infinity at what comes after it.</summary>
    public static Tensor Causal(long length, Device device) => full([length, length], Hidden, dtype: ScalarType.Float32, device: device).triu(1);
}

/// <summary>Fresh parameters.</summary>
internal static class Parameters
{
    public static Parameter Normal(double spread, params long[] shape) => new(randn(shape) * spread);

    public static Parameter Filled(double value, params long[] shape) => new(full(shape, value, dtype: ScalarType.Float32));
}
