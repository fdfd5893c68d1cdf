using CoCa.Core.Bundles;
using CoCa.Core.Configuration;

namespace CoCa.Cli.Benchmarks;

/// <summary>
/// What a model costs by its configuration: operations (a multiplication and an addition are two) of matrix products, and bytes of weights that a decoder
/// step must read. Norms, softmax and activations are not counted, so a share of the limit is a little too small rather than too large.
/// </summary>
internal sealed class ModelCost(CoCaConfig config, Precision precision)
{
    // fp16 is computed in fp32 on a processor; int8's scales are one float a column or block, not counted.
    private readonly double _bytesPerWeight = precision == Precision.Int8 ? 1 : 4;

    /// <summary>Operations for one picture: stem, patches, layers, poolers, projection.</summary>
    public double ImageOperations
    {
        get
        {
            VisionConfig v = config.Vision;
            double n = v.Tokens, w = v.Width, e = config.EmbedDim, channels = v.Stem?.OutputChannels ?? 3;
            double sum = Stem(v) + 2 * v.Patches * channels * v.PatchHeight * v.PatchWidth * w;
            sum += v.Layers * Layer(n, w, v.MlpWidth);
            sum += v.Pooler switch
            {
                PoolerKind.None => 0,
                PoolerKind.Cascade => Pooler(v.PoolerQueries, n, w, e) + Pooler(1, v.PoolerQueries, e, e),
                PoolerKind.Parallel => Pooler(v.PoolerQueries, n, w, e) + Pooler(1, n, w, e),
                _ => Pooler(v.PoolerQueries, n, w, e),
            };
            return sum + 2 * (v.Pooler == PoolerKind.None ? w : e) * e;
        }
    }

    /// <summary>Operations for a text of so many tokens, the class position added.</summary>
    public double TextOperations(int tokens)
    {
        TextConfig t = config.Text;
        return t.Layers * Layer(tokens + 1, t.Width, t.MlpWidth) + 2.0 * t.Width * config.EmbedDim;
    }

    /// <summary>Bytes that one decoder step reads: all its weights once, and one picture's cross-attention keys and values.</summary>
    public double StepBytes
    {
        get
        {
            TextConfig t = config.Text;
            MultimodalConfig m = config.Multimodal;
            double d = m.Width;
            double weights = t.Layers * (4.0 * t.Width * t.Width + 2.0 * t.Width * t.MlpWidth) + m.Layers * (4 * d * d + 2 * d * m.MlpWidth) + m.Layers * (2 * d * d + 2 * d * m.MlpWidth) + d * m.VocabularySize;
            return weights * _bytesPerWeight + 4.0 * m.Layers * 2 * config.Vision.ContextTokens * d;
        }
    }

    /// <summary>Bytes of the weights that make a picture's cross-attention keys and values, once a picture.</summary>
    public double ContextBytes
    {
        get
        {
            double from = config.Vision.Pooler == PoolerKind.None ? config.Vision.Width : config.EmbedDim;
            return config.Multimodal.Layers * 2.0 * from * config.Multimodal.Width * _bytesPerWeight;
        }
    }

    private static double Layer(double n, double w, double mlp) => 2 * n * w * 4 * w + 4 * n * n * w + 4 * n * w * mlp;

    private static double Pooler(double queries, double keys, double keyWidth, double e) => 4 * keys * keyWidth * e + 4 * queries * keys * e + 2 * queries * e * e;

    private static double Stem(VisionConfig v)
    {
        if (v.Stem is not { } stem) return 0;
        double sum = 0;
        foreach (ConvLayer layer in stem.Layers.Where(l => l.IsConvolution))
        {
            // The size after this layer: what a stem that ends here would give.
            ConvStem until = new() { Layers = stem.Layers, Output = layer.Name };
            (int height, int width) = until.OutputSize(v.ImageHeight, v.ImageWidth);
            sum += 2.0 * height * width * layer.OutChannels * layer.InChannels / layer.Groups * layer.Kernel * layer.Kernel;
        }
        return sum;
    }
}
