using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Inference.Encoding;

namespace CoCa.Realtime.Pooling;

/// <summary>
/// The last frames of a video as the model sees them together: what its own poolers give over all tokens of all frames, from what one
/// encode of each frame left behind. Models without a pooler keep the frames' tokens side by side; their embedding is the
/// normalised mean of the frames' embeddings. One ring of <c>capacity</c> frames; not thread-safe.
/// </summary>
public sealed class TokenWindow
{
    private readonly ImageLayout _layout;
    private readonly Pooler? _pooler;
    private readonly AttentionPartials? _contrastive, _generative;
    private readonly float[] _merged, _embeddings, _tokens;
    private int _start;

    /// <summary>An empty window.</summary>
    /// <param name="layout">The image encoder's sizes.</param>
    /// <param name="pooler">The end of the model's pooling; null for a model without.</param>
    /// <param name="capacity">The most frames; a further one drops the oldest.</param>
    /// <exception cref="InvalidInputException">The capacity is below 1, or the model pools and no pooler was given.</exception>
    public TokenWindow(ImageLayout layout, Pooler? pooler, int capacity)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (capacity < 1) throw new InvalidInputException($"a window of {capacity} frames, must be 1 or more");
        (_layout, _pooler, Capacity) = (layout, pooler, capacity);
        (_merged, _embeddings, _tokens) = ([], [], []);
        if (layout.Generative is { } generative)
        {
            if (pooler is null) throw new InvalidInputException("this model pools its tokens: its window needs the pooler");
            _generative = new(generative, capacity);
            if (layout.Contrastive is { } contrastive) _contrastive = new(contrastive, capacity);
            _merged = new float[Math.Max(generative.Values, pooler.EmbeddingInput.Values)];
        }
        else
        {
            _embeddings = new float[checked(capacity * layout.Embed)];
            _tokens = new float[checked(capacity * layout.Tokens * layout.TokenWidth)];
        }
    }

    /// <summary>What each frame's encode must leave behind for a window of such a model.</summary>
    public static ImageOutputs Needs(ImageLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.Generative is null ? ImageOutputs.Embedding | ImageOutputs.Tokens
            : ImageOutputs.Generative | (layout.Contrastive is null ? 0 : ImageOutputs.Contrastive);
    }

    /// <summary>The most frames.</summary>
    public int Capacity { get; }

    /// <summary>Frames now.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (_contrastive?.Bytes ?? 0) + (_generative?.Bytes ?? 0) + sizeof(float) * ((long)_merged.Length + _embeddings.Length + _tokens.Length);

    /// <summary>Takes picture <paramref name="i"/> of an encode as the newest frame; a full window drops its oldest.</summary>
    public void Add(ImageFeatures features, int i)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (Count == Capacity) (_start, Count) = ((_start + 1) % Capacity, Count - 1);
        int slot = (_start + Count++) % Capacity;
        _generative?.Add(features.Generative(i));
        _contrastive?.Add(features.Contrastive(i));
        if (_generative is not null) return;
        features.Embedding(i).CopyTo(_embeddings.AsSpan(slot * _layout.Embed));
        features.Tokens(i).CopyTo(_tokens.AsSpan(slot * _layout.Tokens * _layout.TokenWidth));
    }

    /// <summary>Forgets all frames: a scene has ended.</summary>
    public void Clear()
    {
        (_start, Count) = (0, 0);
        _generative?.Clear();
        _contrastive?.Clear();
    }

    /// <summary>The embedding [E] of all frames together, as projected and of unit length.</summary>
    public void Embed(Span<float> features, Span<float> embedding) => Embed(0, Count, features, embedding);

    /// <summary>The embedding of the frames [first, first + count), 0 being the oldest.</summary>
    public void Embed(int first, int count, Span<float> features, Span<float> embedding)
    {
        Check(first, count);
        if (_pooler is not null && _generative is not null)
        {
            Span<float> merged = _merged.AsSpan(0, _pooler.EmbeddingInput.Values);
            (_contrastive ?? _generative).Merge(first, count, merged);
            _pooler.Embed(merged, features, embedding);
            return;
        }
        features.Clear();
        for (int i = 0; i < count; i++)
            TensorPrimitives.Add(features, _embeddings.AsSpan((_start + first + i) % Capacity * _layout.Embed, _layout.Embed), features);
        TensorPrimitives.Divide(features, count, features);
        TensorPrimitives.Divide(features, Math.Max(TensorPrimitives.Norm<float>(features), 1e-12f), embedding);
    }

    /// <summary>The decoder's context [N, Dt] of all frames together.</summary>
    public float[] Tokens() => Tokens(0, Count);

    /// <summary>The decoder's context of the frames [first, first + count), 0 being the oldest; without a pooler N grows with them.</summary>
    public float[] Tokens(int first, int count)
    {
        Check(first, count);
        int frame = _layout.Tokens * _layout.TokenWidth;
        if (_pooler is not null && _generative is not null)
        {
            float[] pooled = new float[frame];
            Span<float> merged = _merged.AsSpan(0, _pooler.TokensInput.Values);
            _generative.Merge(first, count, merged);
            _pooler.Tokens(merged, pooled);
            return pooled;
        }
        float[] tokens = new float[count * frame];
        for (int i = 0; i < count; i++)
            _tokens.AsSpan((_start + first + i) % Capacity * frame, frame).CopyTo(tokens.AsSpan(i * frame));
        return tokens;
    }

    private void Check(int first, int count)
    {
        if (first < 0 || count < 1 || first > Count - count)
            throw new InvalidInputException($"the window holds {Count} frames, frames {first} to {first + count - 1} were asked for");
    }
}
