namespace CoCa.Realtime.Pooling;

/// <summary>A ring of equal rows of floats, one a frame; the oldest frame leaves first.</summary>
internal sealed class FrameRing(int width, int capacity)
{
    private readonly float[] _rows = new float[checked(width * capacity)];
    private int _start;

    /// <summary>Frames kept now.</summary>
    public int Count { get; private set; }

    public long Bytes => sizeof(float) * (long)_rows.Length;

    /// <summary>Frame <paramref name="i"/>, 0 being the oldest.</summary>
    public ReadOnlySpan<float> this[int i] => _rows.AsSpan((_start + i) % capacity * width, width);

    /// <summary>Copies a row; a full ring drops its oldest one.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        if (Count == capacity) DropOldest(1);
        row.CopyTo(_rows.AsSpan((_start + Count++) % capacity * width, width));
    }

    public void DropOldest(int frames) => (_start, Count) = ((_start + frames) % capacity, Count - frames);

    public void Clear() => (_start, Count) = (0, 0);
}
