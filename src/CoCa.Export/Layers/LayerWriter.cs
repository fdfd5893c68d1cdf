using CoCa.Export.Onnx;
using CoCa.Export.Weights;

namespace CoCa.Export.Layers;

/// <summary>
/// Writes the parts that all graphs are made of. Plain operators throughout: ONNX Runtime fuses them itself on the CPU at least as well as
/// fused ones written by hand, and DirectML runs them all.
/// </summary>
internal sealed class LayerWriter(GraphBuilder graph, ModelWeights weights, ILinearForm linear, bool quickGelu, int? flatTokens = null)
{
    private static readonly PlainLinear s_exact = new();
    private static readonly AttentionParts[] s_parts = [AttentionParts.Queries, AttentionParts.Keys, AttentionParts.Values];

    public GraphBuilder Graph => graph;

    public ModelWeights Weights => weights;

    public Value Linear(Value x, Dense dense) => linear.Write(graph, x, dense);

    /// <summary>A linear layer of few rows that is worth its full precision.</summary>
    public Value LinearExact(Value x, Dense dense) => s_exact.Write(graph, x, dense);

    /// <summary>The layer norm of <c>NAME.weight</c> and <c>NAME.bias</c> over the last axis.</summary>
    public Value Norm(Value x, string name) => Norm(x, Stored($"{name}.weight"), Stored($"{name}.bias"));

    /// <summary>Mean 0 and variance 1 over the last axis, of <paramref name="width"/> entries.</summary>
    public Value Normalise(Value x, int width) =>
        Norm(x, graph.Floats($"ones[{width}]", () => [.. Enumerable.Repeat(1f, width)], width), graph.Floats($"zeros[{width}]", () => new float[width], width));

    /// <summary>
    /// The same writer for activations of a fixed number of tokens a picture, which are then kept as matrices [B * tokens, W]: a product takes its bias with it.
    /// </summary>
    public LayerWriter Flat(int tokens) => new(graph, weights, linear.ForMatrices, quickGelu, tokens);

    /// <summary>
    /// A transformer block: <c>x + ls_1(attention(ln_1(x)))</c>, then the feed-forward part. x [B, N, W], or flat; bias is added to the scores [.., N, N].
    /// </summary>
    /// <param name="x">The activations.</param>
    /// <param name="prefix">The block's tensors' names.</param>
    /// <param name="width">W.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="packed">One product for queries, keys and values, as the decoder has it too, or three, which need no cutting.</param>
    /// <param name="bias">The mask, or null.</param>
    public Value Block(Value x, string prefix, int width, int heads, bool packed, Value? bias = null)
    {
        Value normed = Norm(x, $"{prefix}.ln_1");
        Value[] parts = packed
            ? graph.Split(Linear(normed, weights.Attention($"{prefix}.attn", heads, AttentionParts.All)), -1, width, width, width)
            : [.. s_parts.Select(p => Linear(normed, weights.Attention($"{prefix}.attn", heads, p)))];
        Value attended = Attend(SplitHeads(parts[0], heads, width), SplitHeads(parts[1], heads, width, transposed: true), SplitHeads(parts[2], heads, width), width, bias);
        return FeedForward(AddAttended(x, attended, prefix), prefix);
    }

    /// <summary><c>x + ls_1(out_proj(attended))</c>.</summary>
    public Value AddAttended(Value x, Value attended, string prefix) =>
        graph.Plus(x, Linear(attended, weights.Linear($"{prefix}.attn.out_proj", $"{prefix}.ls_1.gamma")));

    /// <summary><c>x + ls_2(mlp(ln_2(x)))</c>.</summary>
    public Value FeedForward(Value x, string prefix)
    {
        Value hidden = Gelu(Linear(Norm(x, $"{prefix}.ln_2"), weights.Linear($"{prefix}.mlp.c_fc")));
        return graph.Plus(x, Linear(hidden, weights.Linear($"{prefix}.mlp.c_proj", $"{prefix}.ls_2.gamma")));
    }

    /// <summary>[B, N, W], or flat, to [B, heads, N, W / heads]; keys may come transposed, [B, heads, W / heads, N].</summary>
    public Value SplitHeads(Value x, int heads, int width, bool transposed = false)
    {
        Value split = flatTokens is { } tokens ? graph.Reshape(x, -1, tokens, heads, width / heads) : graph.Reshape(x, 0, 0, heads, width / heads);
        return transposed ? graph.Transpose(split, 0, 2, 3, 1) : graph.Transpose(split, 0, 2, 1, 3);
    }

    /// <summary>[B, heads, N, W / heads] to [B, N, W], or flat.</summary>
    public Value MergeHeads(Value x, int width)
    {
        Value rows = graph.Transpose(x, 0, 2, 1, 3);
        return flatTokens is null ? graph.Reshape(rows, 0, 0, width) : graph.Reshape(rows, -1, width);
    }

    /// <summary>softmax(q k + bias) v, heads merged; q carries the scale, k is transposed.</summary>
    public Value Attend(Value q, Value k, Value v, int width, Value? bias = null)
    {
        Value scores = graph.MatMul(q, k);
        if (bias is { } b) scores = graph.Plus(scores, b);
        return MergeHeads(graph.MatMul(graph.Softmax(scores), v), width);
    }

    /// <summary>x / |x| over the last axis, in fp32; a vector of zeros stays one.</summary>
    public Value UnitLength(Value x)
    {
        Value length = graph.Add("ReduceL2", [x], new NodeAttribute("axes", [-1L]), new NodeAttribute("keepdims", 1));
        return graph.Over(x, graph.Add("Max", [length, graph.Constant(OnnxType.Float, [1e-12f])]));
    }

    /// <summary>The rows of a stored table that <paramref name="ids"/> names.</summary>
    public Value Embed(Value ids, string table)
    {
        OnnxType type = linear.IsQuantized ? OnnxType.Float16 : graph.Real;
        Value rows = graph.Gather(graph.Floats($"{table}/{type}", type, () => weights.Floats(table), weights.Shape(table)), ids);
        return type == OnnxType.Float ? rows : graph.Cast(rows, OnnxType.Float);
    }

    /// <summary>A stored vector or table, fp32 if nothing else is said.</summary>
    public Value Stored(string name, OnnxType type = OnnxType.Float)
    {
        long[] shape = weights.Shape(name);
        return graph.Floats(name, type, () => weights.Floats(name), shape);
    }

    private Value Norm(Value x, Value gain, Value shift) =>
        graph.Add("LayerNormalization", [x, gain, shift], new NodeAttribute("axis", -1), new NodeAttribute("epsilon", ModelWeights.LayerNormEpsilon));

    private Value Gelu(Value x)
    {
        if (quickGelu) return graph.Times(x, graph.Add("Sigmoid", [graph.Times(x, graph.Scalar(1.702f))]));
        Value erf = graph.Add("Erf", [graph.Over(x, graph.Scalar(MathF.Sqrt(2)))]);
        return graph.Times(graph.Times(x, graph.Plus(erf, graph.Scalar(1))), graph.Scalar(0.5f));
    }
}
