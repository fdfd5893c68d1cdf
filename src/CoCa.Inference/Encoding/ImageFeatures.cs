using CoCa.Core;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Encoding;

/// <summary>
/// Buffers of an image encoder: pixels in, what was asked for out. Make one for a stream and use it again and again: after the first use
/// of a batch size nothing is allocated. Spans show the buffers themselves, so read them before the next encode.
/// One thread at a time; several threads each use their own.
/// </summary>
public sealed class ImageFeatures : IDisposable
{
    private readonly BufferedGraph _graph;
    private readonly TensorBuffer _pixels;
    private readonly Dictionary<string, TensorBuffer> _buffers = [];

    internal ImageFeatures(Graph graph, BatchPlan plan, ImageLayout layout, int capacity, ImageOutputs outputs)
    {
        if (capacity < 1) throw new InvalidInputException($"image buffers for {capacity} pictures, must be for 1 or more");
        if ((outputs & ~layout.Available) is var missing and not ImageOutputs.None)
            throw new InvalidInputException($"this model's image encoder has no {missing}, only {layout.Available}");
        (Layout, Capacity, Outputs) = (layout, capacity, outputs);
        int rows = plan.Room(capacity);
        _pixels = new(TensorElementType.Float, rows, 3, layout.Height, layout.Width);
        Add(ImageOutputs.Embedding, "embedding", layout.Embed);
        Add(ImageOutputs.Features, "features", layout.Embed);
        Add(ImageOutputs.Tokens, "tokens", layout.Tokens, layout.TokenWidth);
        Add(ImageOutputs.Trunk, "trunk", layout.TrunkTokens, layout.TrunkWidth);
        if (layout.Contrastive is { } c)
        {
            AddPartials(ImageOutputs.Contrastive, "contrastive", c);
            Add(ImageOutputs.Scores, "contrastive.scores", c.Heads, layout.TrunkTokens);
        }
        if (layout.Generative is { } g) AddPartials(ImageOutputs.Generative, "generative", g);
        _graph = new(graph, plan, [], [("pixels", _pixels)], [.. _buffers.Select(b => (b.Key, b.Value))]);

        void Add(ImageOutputs output, string name, params ReadOnlySpan<long> shape)
        {
            if (outputs.HasFlag(output)) _buffers.Add(name, new(TensorElementType.Float, rows, shape));
        }

        void AddPartials(ImageOutputs output, string name, PartialsShape shape)
        {
            Add(output, $"{name}.m", shape.Heads, shape.Queries);
            Add(output, $"{name}.l", shape.Heads, shape.Queries);
            Add(output, $"{name}.o", shape.Heads, shape.Queries, shape.HeadSize);
        }
    }

    /// <summary>Sizes of everything.</summary>
    public ImageLayout Layout { get; }

    /// <summary>The most pictures in one encode.</summary>
    public int Capacity { get; }

    /// <summary>Pictures of the last encode.</summary>
    public int Count { get; private set; }

    /// <summary>What an encode leaves here.</summary>
    public ImageOutputs Outputs { get; }

    /// <summary>Normalised pixels [3, H, W] of picture <paramref name="i"/>, to be written before the encode.</summary>
    public Span<float> Pixels(int i) => i < Capacity ? _pixels.Span<float>(i, 1) : throw new ArgumentOutOfRangeException(nameof(i));

    /// <summary>The embedding [E] of unit length.</summary>
    public ReadOnlySpan<float> Embedding(int i) => Row("embedding", i);

    /// <summary>The embedding [E] before it was normalised.</summary>
    public ReadOnlySpan<float> Features(int i) => Row("features", i);

    /// <summary>The decoder's context [N, Dt] of this picture alone.</summary>
    public ReadOnlySpan<float> Tokens(int i) => Row("tokens", i);

    /// <summary>The contexts of all pictures of the last encode, [Count, N, Dt].</summary>
    public ReadOnlySpan<float> AllTokens => Rows("tokens", 0, Count);

    /// <summary>Trunk tokens [1 + P, W], class token first.</summary>
    public ReadOnlySpan<float> Trunk(int i) => Row("trunk", i);

    /// <summary>Scores [heads, 1 + P] of the contrastive query.</summary>
    public ReadOnlySpan<float> Scores(int i) => Row("contrastive.scores", i);

    /// <summary>Partials of the contrastive query.</summary>
    public PartialsView Contrastive(int i) => new(Row("contrastive.m", i), Row("contrastive.l", i), Row("contrastive.o", i));

    /// <summary>Partials of the generative queries.</summary>
    public PartialsView Generative(int i) => new(Row("generative.m", i), Row("generative.l", i), Row("generative.o", i));

    /// <inheritdoc/>
    public void Dispose() => _graph.Dispose();

    internal bool IsFor(Graph graph) => _graph.Graph == graph;

    internal void Run(int count)
    {
        if (count < 1 || count > Capacity) throw new InvalidInputException($"{count} pictures to encode, these buffers hold 1 to {Capacity}");
        _graph.Run(count);
        Count = count;
    }

    private ReadOnlySpan<float> Row(string name, int i) =>
        i < Count ? Rows(name, i, 1) : throw new ArgumentOutOfRangeException(nameof(i), $"picture {i} of {Count}");

    private Span<float> Rows(string name, int first, int count) => _buffers.TryGetValue(name, out TensorBuffer? buffer)
        ? buffer.Span<float>(first, count)
        : throw new InvalidOperationException($"{name} was not asked for when these buffers were made (they have {Outputs})");
}
