using CoCa.Core.Configuration;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;

namespace CoCa.Export.Graphs;

/// <summary>What follows the merge of a window's partials.</summary>
internal static class PoolGraphs
{
    /// <summary><c>pool</c>: merged partials of the contrastive query (of a cascade: of the generative ones) to the window's feature.</summary>
    public static void WriteFeatures(LayerWriter layers, CoCaConfig config)
    {
        var readout = new ImageReadout(layers, config);
        bool cascade = config.Vision.Pooler == PoolerKind.Cascade;
        Value merged = layers.Graph.Input("merged", OnnxType.Float, "B", cascade ? config.Vision.ContextTokens : 1, config.EmbedDim);
        readout.OutputFeatures(cascade ? readout.CascadedFeatures(readout.Tokens(merged)) : readout.Features(merged));
    }

    /// <summary><c>pool_tokens</c>: merged partials of the generative queries to the window's decoder tokens.</summary>
    public static void WriteTokens(LayerWriter layers, CoCaConfig config)
    {
        GraphBuilder g = layers.Graph;
        int queries = config.Vision.ContextTokens;
        Value merged = g.Input("merged", OnnxType.Float, "B", queries, config.EmbedDim);
        g.Output("tokens", new ImageReadout(layers, config).Tokens(merged), OnnxType.Float, "B", queries, config.EmbedDim);
    }
}
