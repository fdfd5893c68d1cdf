using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Inference.Encoding;

namespace CoCa.Realtime.Pooling;

/// <summary>
/// The attention partials of the last frames, and their exact merge.
/// </summary>
/// <remarks>
/// <para>
/// A pooler's query attends to all keys of all frames. For one head and query with scores s_j and values v_j the result is
/// <c>sum_j exp(s_j) v_j / sum_j exp(s_j)</c>. Frame i leaves <c>m_i = max s</c>, <c>l_i = sum exp(s - m_i)</c> and
/// <c>o_i = sum exp(s - m_i) v</c> over its own keys. With <c>M = max_i m_i</c> and <c>w_i = exp(m_i - M)</c> the sums over all frames are
/// <c>sum_i w_i l_i</c> and <c>sum_i w_i o_i</c>, both scaled by exp(-M), so their quotient is the result itself: a window
/// costs a merge, not an encode of every frame, and equals the offline pooler to rounding.
/// </para>
/// <para>
/// No exponent is above 0 and the largest weight is 1, so nothing overflows and the divisor is at least the l of the frame that has the
/// maximum, which is at least 1. Frames leave by being dropped, never by subtraction, so errors do not build up.
/// </para>
/// <para>
/// One ring of <c>capacity</c> frames, <see cref="PartialsShape.Bytes"/> each, is allocated at the start and nothing afterwards. A merge reads every kept
/// value once: with one query and 128 frames some tens of microseconds, with 256 queries bound by memory. Not thread-safe.
/// </para>
/// </remarks>
public sealed class AttentionPartials
{
    private readonly float[] _max;
    private readonly float[] _sum;
    private readonly float[] _values;
    private readonly float[] _weights;
    private readonly float[] _largest;
    private readonly float[] _divisor;
    private readonly float[] _merged;
    private int _start;

    /// <summary>An empty ring for <paramref name="capacity"/> frames.</summary>
    /// <exception cref="InvalidInputException">The capacity or a size is below 1.</exception>
    public AttentionPartials(PartialsShape shape, int capacity)
    {
        if (capacity < 1 || shape.Heads < 1 || shape.Queries < 1 || shape.HeadSize < 1)
            throw new InvalidInputException($"a window of {capacity} frames of partials {shape}: all must be 1 or more");
        (Shape, Capacity) = (shape, capacity);
        _max = new float[checked(capacity * shape.Scalars)];
        _sum = new float[_max.Length];
        _weights = new float[_max.Length];
        _values = GC.AllocateUninitializedArray<float>(checked(capacity * shape.Values));
        (_largest, _divisor, _merged) = (new float[shape.Scalars], new float[shape.Scalars], new float[shape.Values]);
    }

    /// <summary>Sizes of one frame's partials.</summary>
    public PartialsShape Shape { get; }

    /// <summary>The most frames that are kept.</summary>
    public int Capacity { get; }

    /// <summary>Frames kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held, whatever <see cref="Count"/> is.</summary>
    public long Bytes => sizeof(float) * ((long)_max.Length + _sum.Length + _weights.Length + _values.Length + _largest.Length + _divisor.Length + _merged.Length);

    /// <summary>Copies a frame's partials; a full ring drops its oldest frame.</summary>
    public void Add(PartialsView frame)
    {
        if (frame.Max.Length != Shape.Scalars || frame.Sum.Length != Shape.Scalars || frame.Values.Length != Shape.Values)
            throw new InvalidInputException($"a frame's partials have {frame.Max.Length}, {frame.Sum.Length} and {frame.Values.Length} entries, must have {Shape.Scalars}, {Shape.Scalars} and {Shape.Values}");
        if (Count == Capacity) DropOldest(1);
        int slot = Slot(Count++);
        frame.Max.CopyTo(_max.AsSpan(slot * Shape.Scalars));
        frame.Sum.CopyTo(_sum.AsSpan(slot * Shape.Scalars));
        frame.Values.CopyTo(_values.AsSpan(slot * Shape.Values));
    }

    /// <summary>Forgets the <paramref name="frames"/> oldest frames.</summary>
    public void DropOldest(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, Count);
        _start = (_start + frames) % Capacity;
        Count -= frames;
    }

    /// <summary>Forgets all frames.</summary>
    public void Clear() => (_start, Count) = (0, 0);

    /// <summary>Merges all frames into <paramref name="merged"/> [Q, heads * dh], the input of the pooler's out-projection.</summary>
    public void Merge(Span<float> merged) => Merge(0, Count, merged);

    /// <summary>Merges the frames [first, first + count), 0 being the oldest.</summary>
    /// <exception cref="InvalidInputException">No frames, or some that are not there.</exception>
    public void Merge(int first, int count, Span<float> merged)
    {
        if (first < 0 || count < 1 || first + count > Count)
            throw new InvalidInputException($"the window holds {Count} frames, frames {first} to {first + count - 1} were asked for");
        if (merged.Length != Shape.Values)
            throw new InvalidInputException($"the merged result has {Shape.Values} entries, the buffer {merged.Length}");
        Weigh(first, count);
        // One query: [heads, 1, dh] is [1, heads * dh] already.
        Span<float> sums = Shape.Queries == 1 ? merged : _merged;
        sums.Clear();
        int size = Shape.HeadSize;
        for (int i = 0; i < count; i++)
        {
            int slot = Slot(first + i);
            ReadOnlySpan<float> values = _values.AsSpan(slot * Shape.Values, Shape.Values);
            ReadOnlySpan<float> weights = _weights.AsSpan(i * Shape.Scalars, Shape.Scalars);
            for (int row = 0; row < weights.Length; row++)
            {
                Span<float> sum = sums.Slice(row * size, size);
                TensorPrimitives.MultiplyAdd(values.Slice(row * size, size), weights[row], sum, sum);
            }
        }
        if (Shape.Queries > 1) JoinHeads(merged);
    }

    /// <summary>
    /// How much each kept frame counts in the merge, [Count], oldest first: the attention that its keys get together, <c>exp(m_i - M) l_i / sum</c>, averaged over heads and queries. Sums to 1.
    /// </summary>
    public void FrameWeights(Span<float> weights)
    {
        if (weights.Length != Count) throw new InvalidInputException($"the window holds {Count} frames, the buffer {weights.Length}");
        if (Count == 0) return;
        Weigh(0, Count);
        for (int i = 0; i < Count; i++)
            weights[i] = TensorPrimitives.Dot(_weights.AsSpan(i * Shape.Scalars, Shape.Scalars), _sum.AsSpan(Slot(i) * Shape.Scalars, Shape.Scalars)) / Shape.Scalars;
    }

    /// <summary>Fills <see cref="_weights"/> with exp(m_i - M) / sum_i w_i l_i for every frame, head and query.</summary>
    private void Weigh(int first, int count)
    {
        int scalars = Shape.Scalars;
        Span<float> largest = _largest, divisor = _divisor;
        largest.Fill(float.NegativeInfinity);
        for (int i = 0; i < count; i++)
            TensorPrimitives.Max(_max.AsSpan(Slot(first + i) * scalars, scalars), largest, largest);
        divisor.Clear();
        for (int i = 0; i < count; i++)
        {
            int slot = Slot(first + i) * scalars;
            Span<float> weights = _weights.AsSpan(i * scalars, scalars);
            TensorPrimitives.Subtract(_max.AsSpan(slot, scalars), largest, weights);
            TensorPrimitives.Exp(weights, weights);
            TensorPrimitives.MultiplyAdd(weights, _sum.AsSpan(slot, scalars), divisor, divisor);
        }
        for (int i = 0; i < count; i++)
        {
            Span<float> weights = _weights.AsSpan(i * scalars, scalars);
            TensorPrimitives.Divide(weights, divisor, weights);
        }
    }

    /// <summary>[heads, Q, dh] to [Q, heads * dh].</summary>
    private void JoinHeads(Span<float> merged)
    {
        (int heads, int queries, int size) = Shape;
        for (int head = 0; head < heads; head++)
            for (int query = 0; query < queries; query++)
                _merged.AsSpan((head * queries + query) * size, size).CopyTo(merged[((query * heads + head) * size)..]);
    }

    private int Slot(int frame) => (_start + frame) % Capacity;
}
