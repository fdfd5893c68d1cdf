using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Inference.Encoding;

namespace CoCa.Realtime.Pooling;

/// <summary>
/// The last frames of a video as one picture: their embedding and the decoder's context, as if the model's poolers had run over all tokens of all frames
/// together. Every frame is encoded once; see <see cref="AttentionPartials"/> for why that is exact.
/// </summary>
/// <remarks>
/// The contrastive query is merged for every embedding (a small merge), the generative queries only when the context is asked for, that is when a caption
/// starts. A model without a pooler has no such merge: its context is the frames' tokens side by side, its embedding the mean of
/// the frames' unit embeddings, made unit again. Frames leave by being dropped. Nothing is allocated after the start, except by
/// <see cref="Tokens()"/>. One thread at a time.
/// </remarks>
public sealed class TokenWindow
{
    private readonly ImageLayout _layout;
    private readonly Pooler? _pooler;
    private readonly AttentionPartials? _contrastive;
    private readonly AttentionPartials? _generative;
    private readonly FrameRing? _embeddings;
    private readonly FrameRing? _tokens;
    private readonly float[] _merged;
    private readonly TimeSpan[] _times;
    private int _oldest;

    /// <summary>An empty window of up to <paramref name="capacity"/> frames that can be captioned.</summary>
    public TokenWindow(ImageLayout layout, Pooler? pooler, int capacity) : this(layout, pooler, new WindowOptions { MaxFrames = capacity })
    {
    }

    /// <summary>An empty window. <paramref name="pooler"/> is the model's, null exactly if the model has none.</summary>
    /// <exception cref="InvalidInputException">An option is out of range, or the pooler is missing or too many.</exception>
    public TokenWindow(ImageLayout layout, Pooler? pooler, WindowOptions options)
    {
        options.Validate();
        if (pooler is null != layout.Generative is null) throw new InvalidInputException("a window needs the pooler of the model whose frames it gets");
        (_layout, _pooler, Options) = (layout, pooler, options);
        _times = new TimeSpan[options.MaxFrames];
        ImageOutputs needs = Needs(layout, options.Captions);
        if (needs.HasFlag(ImageOutputs.Contrastive)) _contrastive = new(layout.Contrastive!.Value, options.MaxFrames);
        if (needs.HasFlag(ImageOutputs.Generative)) _generative = new(layout.Generative!.Value, options.MaxFrames);
        if (needs.HasFlag(ImageOutputs.Embedding)) _embeddings = new(layout.Embed, options.MaxFrames);
        if (needs.HasFlag(ImageOutputs.Tokens)) _tokens = new(layout.Tokens * layout.TokenWidth, options.MaxFrames);
        _merged = new float[Math.Max(_contrastive?.Shape.Values ?? 0, _generative?.Shape.Values ?? 0)];
    }

    /// <summary>What each frame's encode must leave behind for a window of such a model. Without captions the generative partials are left out, unless the embedding needs them (<c>cascade</c>).</summary>
    public static ImageOutputs Needs(ImageLayout layout, bool captions = true)
    {
        if (layout.Generative is null) return ImageOutputs.Embedding | (captions ? ImageOutputs.Tokens : 0);
        if (layout.Contrastive is null) return ImageOutputs.Generative;
        return ImageOutputs.Contrastive | (captions ? ImageOutputs.Generative : 0);
    }

    /// <summary>How far back the window reaches.</summary>
    public WindowOptions Options { get; }

    /// <summary>The most frames.</summary>
    public int Capacity => Options.MaxFrames;

    /// <summary>Frames in the window.</summary>
    public int Count { get; private set; }

    /// <summary>From the oldest frame to the newest.</summary>
    public TimeSpan Length => Count == 0 ? TimeSpan.Zero : Time(Count - 1) - Time(0);

    /// <summary>Bytes that the window holds, the same whether it is full or empty.</summary>
    public long Bytes =>
        (_contrastive?.Bytes ?? 0) + (_generative?.Bytes ?? 0) + (_embeddings?.Bytes ?? 0) + (_tokens?.Bytes ?? 0)
        + (sizeof(float) * (long)_merged.Length) + (sizeof(long) * (long)_times.Length);

    /// <summary>The source's time stamp of frame <paramref name="i"/>, 0 being the oldest.</summary>
    public TimeSpan Time(int i) => i >= 0 && i < Count ? _times[(_oldest + i) % _times.Length] : throw new ArgumentOutOfRangeException(nameof(i));

    /// <summary>Takes picture <paramref name="i"/> of an encode as the newest frame, at the time of the one before; a full window drops its oldest.</summary>
    public void Add(ImageFeatures features, int i) => Add(features, i, Count > 0 ? Time(Count - 1) : TimeSpan.Zero);

    /// <summary>Takes picture <paramref name="i"/> of an encode as the newest frame; frames that are too many or too old leave.</summary>
    /// <exception cref="InvalidInputException">The time lies before the newest frame's.</exception>
    public void Add(ImageFeatures features, int i, TimeSpan time)
    {
        if (Count > 0 && time < Time(Count - 1)) throw new InvalidInputException($"a frame at {time} comes after one at {Time(Count - 1)}: clear the window when the source jumps back");
        if (Count == Capacity) DropOldest(1);
        int late = 0;
        while (Options.MaxAge is { } age && late < Count && time - Time(late) > age) late++;
        DropOldest(late);
        _contrastive?.Add(features.Contrastive(i));
        _generative?.Add(features.Generative(i));
        _embeddings?.Add(features.Embedding(i));
        _tokens?.Add(features.Tokens(i));
        _times[(_oldest + Count++) % _times.Length] = time;
    }

    /// <summary>Forgets all frames, at a scene cut for example.</summary>
    public void Clear() => DropOldest(Count);

    /// <summary>The embedding [E] of all frames together, as projected and of unit length.</summary>
    public void Embed(Span<float> features, Span<float> embedding) => Embed(0, Count, features, embedding);

    /// <summary>The embedding of the frames [first, first + count), 0 being the oldest.</summary>
    /// <exception cref="InvalidInputException">Not all of these frames are in the window.</exception>
    public void Embed(int first, int count, Span<float> features, Span<float> embedding)
    {
        Check(first, count);
        if (_pooler is null)
        {
            features.Clear();
            for (int i = 0; i < count; i++) TensorPrimitives.Add(features, _embeddings![first + i], features);
            TensorPrimitives.Divide(features, count, features);
            TensorPrimitives.Divide(features, Math.Max(TensorPrimitives.Norm<float>(features), 1e-12f), embedding);
            return;
        }
        AttentionPartials partials = (_contrastive ?? _generative)!;
        Span<float> merged = _merged.AsSpan(0, partials.Shape.Values);
        partials.Merge(first, count, merged);
        _pooler.Embed(merged, features, embedding);
    }

    /// <summary>How much each frame counts in <see cref="Embed(Span{float}, Span{float})"/>, oldest first, see <see cref="AttentionPartials.FrameWeights"/>. Gives the number of weights: the frames', or 0 for a model without a pooler.</summary>
    public int FrameWeights(Span<float> weights)
    {
        if ((_contrastive ?? _generative) is not { } partials) return 0;
        partials.FrameWeights(weights[..Count]);
        return Count;
    }

    /// <summary>N: tokens of the decoder's context of so many frames; for a pooled model always the same.</summary>
    public int ContextTokens(int frames) => _pooler is null ? frames * _layout.Tokens : _layout.Tokens;

    /// <summary>The decoder's context [N, Dt] of all frames together.</summary>
    public float[] Tokens() => Tokens(0, Count);

    /// <summary>The decoder's context of the frames [first, first + count), 0 being the oldest.</summary>
    public float[] Tokens(int first, int count)
    {
        float[] tokens = new float[ContextTokens(Math.Max(count, 0)) * _layout.TokenWidth];
        Tokens(first, count, tokens);
        return tokens;
    }

    /// <summary>The same into a buffer of [<see cref="ContextTokens"/>, Dt].</summary>
    /// <exception cref="InvalidInputException">Not all of these frames are in the window, it was made without captions, or the buffer has another size.</exception>
    public void Tokens(int first, int count, Span<float> tokens)
    {
        Check(first, count);
        if (!Options.Captions) throw new InvalidInputException($"this window was made without {nameof(WindowOptions.Captions)}");
        if (tokens.Length != ContextTokens(count) * _layout.TokenWidth) throw new InvalidInputException($"the context has {ContextTokens(count)} x {_layout.TokenWidth} entries, the buffer {tokens.Length}");
        if (_pooler is null)
        {
            int frame = _layout.Tokens * _layout.TokenWidth;
            for (int i = 0; i < count; i++) _tokens![first + i].CopyTo(tokens[(i * frame)..]);
            return;
        }
        Span<float> merged = _merged.AsSpan(0, _generative!.Shape.Values);
        _generative.Merge(first, count, merged);
        _pooler.Tokens(merged, tokens);
    }

    private void DropOldest(int frames)
    {
        _contrastive?.DropOldest(frames);
        _generative?.DropOldest(frames);
        _embeddings?.DropOldest(frames);
        _tokens?.DropOldest(frames);
        _oldest = (_oldest + frames) % _times.Length;
        Count -= frames;
    }

    private void Check(int first, int count)
    {
        if (first < 0 || count < 1 || first > Count - count)
            throw new InvalidInputException($"the window holds {Count} frames, frames {first} to {first + count - 1} were asked for");
    }
}
