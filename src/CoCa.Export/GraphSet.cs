using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Graphs;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export;

/// <summary>Builds the graphs of one model, one after the other, with their weights in one shared file.</summary>
/// <param name="weights">The model's tensors.</param>
/// <param name="config">The model's shape.</param>
/// <param name="precision">The precision of its products.</param>
/// <param name="external">Where weights go.</param>
/// <param name="ranges">The ranges of an int8 image graph's activations where they are known, see <see cref="BuildObserved"/>; null has it measure them in every run.</param>
internal sealed class GraphSet(ModelWeights weights, CoCaConfig config, Precision precision, ExternalWeights external, IReadOnlyDictionary<string, ActivationRange>? ranges = null)
{
    /// <summary>The graphs that a model of this configuration has, in the order in which they are built.</summary>
    public IReadOnlyList<string> Names { get; } =
        config.Vision.Pooler == PoolerKind.None
            ? ["image", "text", "context", "decoder", "decoder_masked", "rearrange"]
            : ["image", "pool", "pool_tokens", "text", "context", "decoder", "decoder_masked", "rearrange"];

    /// <summary>Whether the decoder's cache is that of GroupQueryAttention.</summary>
    public bool UsesGroupQuery { get; } =
        GroupQueryCache.CanServe(config.Text.Width / config.Text.Heads) && GroupQueryCache.CanServe(config.Multimodal.Width / config.Multimodal.Heads);

    /// <summary>What a runner of one of <see cref="Names"/> must know besides its ports.</summary>
    public IReadOnlyDictionary<string, string> Attributes(string name)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (name.StartsWith("decoder", StringComparison.Ordinal)) attributes["attention"] = name == "decoder" && UsesGroupQuery ? "gqa" : "masked";
        // One dynamic scale for all rows: a result must not depend on what else is in the batch.
        if (Linear(name) is DynamicInt8Linear) attributes["batch"] = "1";
        return attributes;
    }

    /// <summary>The int8 image graph that also returns how its activations were quantised.</summary>
    public static GraphBuilder BuildObserved(ModelWeights weights, CoCaConfig config, ExternalWeights external)
    {
        var graph = new GraphBuilder("image", OnnxType.Float, external);
        ImageGraph.Write(new LayerWriter(graph, weights, new DynamicInt8Linear(observed: true), config.QuickGelu), config);
        return graph;
    }

    /// <summary>Builds one of <see cref="Names"/>.</summary>
    public GraphBuilder Build(string name)
    {
        var graph = new GraphBuilder(name, precision == Precision.Fp16 ? OnnxType.Float16 : OnnxType.Float, external);
        var layers = new LayerWriter(graph, weights, Linear(name), config.QuickGelu);
        switch (name)
        {
            case "image": ImageGraph.Write(layers, config); break;
            case "pool": PoolGraphs.WriteFeatures(layers, config); break;
            case "pool_tokens": PoolGraphs.WriteTokens(layers, config); break;
            case "text": TextGraph.Write(layers, config); break;
            case "rearrange": RearrangeGraph.Write(graph, config); break;
            case "context": ContextGraph.Write(layers, config); break;
            case "decoder" when UsesGroupQuery: DecoderGraph.Write(layers, config, new GroupQueryCache(layers), "S"); break;
            default: DecoderGraph.Write(layers, config, new MaskedCache(layers), 1); break;
        }
        return graph;
    }

    private ILinearForm Linear(string graph) => precision switch
    {
        Precision.Int8 when graph.StartsWith("decoder", StringComparison.Ordinal) => new BlockInt8Linear(forDirectML: graph == "decoder_masked"),
        Precision.Int8 when graph == "image" && ranges is not null => new StaticInt8Linear(ranges),
        // One row of two small products: nothing to gain, and so a window's feature is exact.
        Precision.Int8 when graph != "pool" => new DynamicInt8Linear(),
        _ => new PlainLinear(),
    };
}
