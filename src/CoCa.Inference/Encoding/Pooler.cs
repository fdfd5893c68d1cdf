using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Inference.Sessions;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Inference.Encoding;

/// <summary>
/// The end of the model's own pooling, behind merged attention partials: out-projection, norms, projection. What it gives equals the model's
/// pooler run over all tokens of all frames at once. Thread-safe: calls take turns on one set of buffers.
/// </summary>
public sealed class Pooler : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lazy<BufferedGraph> _embed;
    private readonly Lazy<BufferedGraph> _tokens;
    private TensorBuffer? _merged;
    private TensorBuffer? _features;
    private TensorBuffer? _embedding;
    private TensorBuffer? _mergedTokens;
    private TensorBuffer? _tokensOut;

    internal Pooler(Graph pool, Graph poolTokens, CoCaConfig config, ImageLayout layout)
    {
        PartialsShape generative = layout.Generative ?? throw new InvalidInputException("a model without a pooler pools nothing: its window is the frames' tokens side by side");
        Layout = layout;
        ContrastiveReadsTokens = config.Vision.Pooler == PoolerKind.Cascade;
        EmbeddingInput = layout.Contrastive ?? generative;
        TokensInput = generative;
        BatchPlan plan = new(RowByRow: true, Buckets: false);
        _embed = new(() =>
        {
            _merged = new(TensorElementType.Float, 1, EmbeddingInput.Queries, EmbeddingInput.Heads * EmbeddingInput.HeadSize);
            _features = new(TensorElementType.Float, 1, layout.Embed);
            _embedding = new(TensorElementType.Float, 1, layout.Embed);
            return new(pool, plan, [], [("merged", _merged)], [("features", _features), ("embedding", _embedding)]);
        });
        _tokens = new(() =>
        {
            _mergedTokens = new(TensorElementType.Float, 1, generative.Queries, generative.Heads * generative.HeadSize);
            _tokensOut = new(TensorElementType.Float, 1, layout.Tokens, layout.TokenWidth);
            return new(poolTokens, plan, [], [("merged", _mergedTokens)], [("tokens", _tokensOut)]);
        });
    }

    /// <summary>Sizes of what comes out.</summary>
    public ImageLayout Layout { get; }

    /// <summary>Whether the contrastive query reads the merged generative tokens (<c>cascade</c>), so that an embedding costs their merge.</summary>
    public bool ContrastiveReadsTokens { get; }

    /// <summary>Which partials <see cref="Embed"/> takes, merged: the contrastive ones, for <c>cascade</c> the generative ones.</summary>
    public PartialsShape EmbeddingInput { get; }

    /// <summary>Which partials <see cref="Tokens"/> takes, merged: the generative ones.</summary>
    public PartialsShape TokensInput { get; }

    /// <summary>Merged partials [Q, heads * dh] to the embedding [E], as projected and of unit length.</summary>
    public void Embed(ReadOnlySpan<float> merged, Span<float> features, Span<float> embedding)
    {
        lock (_lock)
        {
            BufferedGraph graph = _embed.Value;
            merged.CopyTo(Same(merged, _merged!));
            graph.Run(1);
            _features!.Span<float>(0, 1).CopyTo(features);
            _embedding!.Span<float>(0, 1).CopyTo(embedding);
        }
    }

    /// <summary>Merged partials [Q, heads * dh] to the decoder's context [N, Dt].</summary>
    public void Tokens(ReadOnlySpan<float> merged, Span<float> tokens)
    {
        lock (_lock)
        {
            BufferedGraph graph = _tokens.Value;
            merged.CopyTo(Same(merged, _mergedTokens!));
            graph.Run(1);
            _tokensOut!.Span<float>(0, 1).CopyTo(tokens);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_embed.IsValueCreated) _embed.Value.Dispose();
            if (_tokens.IsValueCreated) _tokens.Value.Dispose();
        }
    }

    private static Span<float> Same(ReadOnlySpan<float> given, TensorBuffer buffer)
    {
        Span<float> rows = buffer.Span<float>(0, 1);
        return given.Length == rows.Length ? rows : throw new InvalidInputException($"merged partials have {given.Length} entries, must have {rows.Length}");
    }
}
