using CoCa.Core.Configuration;
using CoCa.Export.Onnx;

namespace CoCa.Export.Layers;

/// <summary>
/// From merged pooler partials to the image feature and the decoder's tokens: the same for one picture and for a window of frames.
/// Single: ln_post after the out-projection. Parallel: no norm after the poolers. Cascade: its contrastive query reads the pooled tokens.
/// </summary>
internal sealed class ImageReadout(LayerWriter layers, CoCaConfig config)
{
    private readonly GraphBuilder _graph = layers.Graph;

    /// <summary>The pooler of the decoder's tokens; for <see cref="PoolerKind.Single"/> that of the feature as well.</summary>
    public PoolerWriter Generative { get; } = new(layers, "visual.attn_pool", config.EmbedDim, config.Vision.PoolerHeads);

    /// <summary>The pooler of the feature.</summary>
    public PoolerWriter Contrastive { get; } = new(layers, config.Vision.Pooler == PoolerKind.Single ? "visual.attn_pool" : "visual.attn_pool_contrastive", config.EmbedDim, config.Vision.PoolerHeads);

    /// <summary>The tokens [B, Qg, E] of merged generative partials [B, Qg, E].</summary>
    public Value Tokens(Value merged) => Posted(Generative.Project(merged));

    /// <summary>The raw feature [B, E] of merged contrastive partials [B, 1, E].</summary>
    public Value Features(Value merged) => Features(Posted(Contrastive.ProjectExact(merged)), config.EmbedDim);

    /// <summary>The raw feature [B, E] out of the tokens: the second pooler of a cascade.</summary>
    public Value CascadedFeatures(Value tokens) => Features(Contrastive.ProjectExact(Contrastive.Merge(Contrastive.Read(tokens))), config.EmbedDim);

    /// <summary><c>pooled @ proj</c> of one row a picture, [B, 1, width] to [B, E].</summary>
    public Value Features(Value pooled, int width) => layers.LinearExact(_graph.Reshape(pooled, -1, width), layers.Weights.Projection("visual.proj"));

    /// <summary>Makes the feature and its unit vector outputs of the graph, fp32.</summary>
    public void OutputFeatures(Value features)
    {
        _graph.Output("features", features, OnnxType.Float, "B", config.EmbedDim);
        _graph.Output("embedding", layers.UnitLength(features), OnnxType.Float, "B", config.EmbedDim);
    }

    private Value Posted(Value x) => config.Vision.Pooler == PoolerKind.Single ? layers.Norm(x, "visual.ln_post") : x;
}
