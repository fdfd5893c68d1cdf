namespace CoCa.Inference.Decoding;

/// <summary>
/// Which keys the text tower's queries see: key 0 always, key j + 1 if token j is no pad (the reference's key mask stands shifted by one
/// against the sequence, and the released weights were trained so), none later than the query itself.
/// </summary>
internal sealed class KeyVisibility(int rows, int capacity, int padId)
{
    /// <summary>Added to the score of an invisible key: far below any score, and finite in half precision too.</summary>
    public const float Hidden = -10000;

    private readonly bool[] _hidden = new bool[rows * (capacity + 1)];

    /// <summary>Notes the tokens that a row is fed, the first at <paramref name="position"/>.</summary>
    public void Append(int row, int position, ReadOnlySpan<long> ids)
    {
        for (int i = 0; i < ids.Length; i++) _hidden[row * (capacity + 1) + position + i + 1] = ids[i] == padId;
    }

    /// <summary>Row <paramref name="to"/> becomes a copy of row <paramref name="from"/>.</summary>
    public void Copy(int from, int to) => Row(from).CopyTo(Row(to));

    /// <summary>Writes the additive mask [keys] of a row's query at <paramref name="position"/>.</summary>
    public void Write(int row, int position, Span<float> bias)
    {
        ReadOnlySpan<bool> hidden = Row(row);
        for (int key = 0; key < bias.Length; key++) bias[key] = key > position || hidden[key] ? Hidden : 0;
    }

    /// <summary>Writes the mask of the multimodal decoder's queries, which are only causal.</summary>
    public static void WriteCausal(int position, Span<float> bias)
    {
        bias[..(position + 1)].Clear();
        bias[(position + 1)..].Fill(Hidden);
    }

    private Span<bool> Row(int row) => _hidden.AsSpan(row * (capacity + 1), capacity + 1);
}
