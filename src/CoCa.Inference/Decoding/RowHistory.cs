namespace CoCa.Inference.Decoding;

/// <summary>
/// What each row was fed. From it follow the keys that its queries see, and how much two rows have in common.
/// </summary>
/// <remarks>
/// The text tower's queries see key 0 always, key j + 1 if token j is no pad (the reference's key mask stands shifted by one against the sequence, and the
/// released weights were trained so), none later than the query itself.
/// </remarks>
internal sealed class RowHistory(int rows, int capacity, int padId)
{
    /// <summary>Added to the score of an invisible key: far below any score, and finite in half precision too.</summary>
    public const float Hidden = -10000;

    private readonly long[] _ids = new long[rows * capacity];
    private readonly int[] _lengths = new int[rows];
    private readonly int[] _pictures = new int[rows];

    /// <summary>Forgets everything; row r belongs to picture r.</summary>
    public void Begin()
    {
        _lengths.AsSpan().Clear();
        for (int row = 0; row < rows; row++) _pictures[row] = row;
    }

    /// <summary>Notes the tokens that a row is fed, the first at <paramref name="position"/>.</summary>
    public void Append(int row, int position, ReadOnlySpan<long> ids)
    {
        ids.CopyTo(_ids.AsSpan(row * capacity + position));
        _lengths[row] = position + ids.Length;
    }

    /// <summary>Row <paramref name="to"/> becomes a copy of row <paramref name="from"/>.</summary>
    public void Copy(int from, int to)
    {
        Row(from).CopyTo(Row(to));
        (_lengths[to], _pictures[to]) = (_lengths[from], _pictures[from]);
    }

    /// <summary>Tokens at the beginning that two rows share, for the same picture: their caches are equal so far.</summary>
    public int Shared(int a, int b) =>
        _pictures[a] != _pictures[b] ? 0 : MemoryExtensions.CommonPrefixLength(Row(a)[.._lengths[a]], (ReadOnlySpan<long>)Row(b)[.._lengths[b]]);

    /// <summary>Writes the additive mask [keys] of a row's query at <paramref name="position"/>.</summary>
    public void Write(int row, int position, Span<float> bias)
    {
        WriteCausal(position, bias);
        ReadOnlySpan<long> ids = Row(row)[..position];
        for (int at = ids.IndexOf(padId), next; at >= 0; at = next < 0 ? -1 : at + 1 + next)
        {
            bias[at + 1] = Hidden;
            next = ids[(at + 1)..].IndexOf(padId);
        }
    }

    /// <summary>Writes the mask of the multimodal decoder's queries, which are only causal.</summary>
    public static void WriteCausal(int position, Span<float> bias)
    {
        bias[..(position + 1)].Clear();
        bias[(position + 1)..].Fill(Hidden);
    }

    private Span<long> Row(int row) => _ids.AsSpan(row * capacity, capacity);
}
