using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Export.Layers;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Heads;

/// <summary>
/// The graphs of a classifier on the trunk: a pooler of one query over the raw trunk tokens of a window, then a linear layer and a softmax. Its tensors are
/// <c>action.query</c> [1, E], <c>action.attn.*</c>, <c>action.ln_q.*</c>, <c>action.ln_k.*</c>, <c>head.weight</c> [C, E] and <c>head.bias</c> [C]. All in fp32, in one
/// file each: a head is small.
/// </summary>
public static class HeadGraph
{
    private const string Pooler = "action";

    /// <summary>
    /// tokens [B, N, W] (the trunk tokens of any number of frames) to logits [B, C] and probabilities [B, C], and to the partials of its query
    /// action.m [B, heads, 1], action.l [B, heads, 1], action.o [B, heads, 1, E / heads], which merge over frames.
    /// </summary>
    /// <param name="head">The head's tensors.</param>
    /// <param name="heads">The pooler's attention heads.</param>
    /// <exception cref="InvalidInputException">A tensor is missing, unknown or of another shape; all such are named.</exception>
    public static byte[] Build(TensorFile head, int heads)
    {
        (LayerWriter layers, PoolerWriter pooler, int context) = Start(head, heads, "head");
        Partials partials = pooler.Read(layers.Graph.Input("tokens", OnnxType.Float, "B", "N", context));
        pooler.Output(Pooler, partials, 1);
        Classify(layers, pooler, pooler.Merge(partials));
        return layers.Graph.Build();
    }

    /// <summary>Merged partials merged [B, 1, E] to logits [B, C] and probabilities [B, C].</summary>
    /// <inheritdoc cref="Build" path="/param|/exception"/>
    public static byte[] BuildMerged(TensorFile head, int heads)
    {
        (LayerWriter layers, PoolerWriter pooler, _) = Start(head, heads, "head_merged");
        Classify(layers, pooler, layers.Graph.Input("merged", OnnxType.Float, "B", 1, pooler.Width));
        return layers.Graph.Build();
    }

    private static void Classify(LayerWriter layers, PoolerWriter pooler, Value merged)
    {
        Value logits = layers.Linear(layers.Graph.Reshape(pooler.Project(merged), -1, pooler.Width), layers.Weights.Linear("head"));
        long classes = layers.Weights.Shape("head.bias")[0];
        layers.Graph.Output("logits", logits, OnnxType.Float, "B", classes);
        layers.Graph.Output("probabilities", layers.Graph.Softmax(logits), OnnxType.Float, "B", classes);
    }

    private static (LayerWriter Layers, PoolerWriter Pooler, int Context) Start(TensorFile head, int heads, string name)
    {
        ArgumentNullException.ThrowIfNull(head);
        // The sizes are those of two vectors; everything else is held against them.
        long width = head.Info($"{Pooler}.ln_q.weight").ElementCount, context = head.Info($"{Pooler}.ln_k.weight").ElementCount, classes = head.Info("head.bias").ElementCount;
        if (heads < 1 || width % heads != 0) throw new InvalidInputException($"{head.Path}: the head is {width} wide, must be divisible by its {heads} attention heads");
        var expected = new Dictionary<string, long[]>(StringComparer.Ordinal) { ["head.weight"] = [classes, width], ["head.bias"] = [classes] };
        ExpectedTensors.Pooler(expected, Pooler, 1, width, context);
        TensorCheck.Check(head, expected);
        var layers = new LayerWriter(new GraphBuilder(name, OnnxType.Float, weights: null), new ModelWeights(head), new PlainLinear(), quickGelu: false);
        return (layers, new PoolerWriter(layers, Pooler, (int)width, heads), (int)context);
    }
}
