using CoCa.Core.Configuration;
using CoCa.Export.Graphs;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export;

/// <summary>Builds the graphs of one model, one after the other, with their weights in one shared file.</summary>
internal sealed class GraphSet(ModelWeights weights, CoCaConfig config, ExternalWeights external)
{
    /// <summary>The graphs that a model of this configuration has, in the order in which they are built.</summary>
    public IReadOnlyList<string> Names { get; } =
        config.Vision.Pooler == PoolerKind.None
            ? ["image", "text", "context", "decoder", "decoder_masked"]
            : ["image", "pool", "pool_tokens", "text", "context", "decoder", "decoder_masked"];

    /// <summary>Whether the decoder's cache is that of GroupQueryAttention.</summary>
    public bool UsesGroupQuery { get; } =
        GroupQueryCache.CanServe(config.Text.Width / config.Text.Heads) && GroupQueryCache.CanServe(config.Multimodal.Width / config.Multimodal.Heads);

    /// <summary>What a runner of one of <see cref="Names"/> must know besides its ports.</summary>
    public IReadOnlyDictionary<string, string> Attributes(string name)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (name.StartsWith("decoder", StringComparison.Ordinal)) attributes["attention"] = name == "decoder" && UsesGroupQuery ? "gqa" : "masked";
        return attributes;
    }

    /// <summary>Builds one of <see cref="Names"/>.</summary>
    public GraphBuilder Build(string name)
    {
        var graph = new GraphBuilder(name, OnnxType.Float, external);
        var layers = new LayerWriter(graph, weights, new PlainLinear(), config.QuickGelu);
        switch (name)
        {
            case "image": ImageGraph.Write(layers, config); break;
            case "pool": PoolGraphs.WriteFeatures(layers, config); break;
            case "pool_tokens": PoolGraphs.WriteTokens(layers, config); break;
            case "text": TextGraph.Write(layers, config); break;
            case "context": ContextGraph.Write(layers, config); break;
            case "decoder" when UsesGroupQuery: DecoderGraph.Write(layers, config, new GroupQueryCache(layers), "S"); break;
            default: DecoderGraph.Write(layers, config, new MaskedCache(layers), 1); break;
        }
        return graph;
    }
}
