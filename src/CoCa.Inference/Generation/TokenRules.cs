namespace CoCa.Inference.Generation;

/// <summary>What changes the logits of a row before anything is chosen, in the reference's order: the end token's ban, repetition, n-grams.</summary>
internal sealed class TokenRules(GenerationOptions options, SpecialTokens tokens)
{
    private readonly float _penalty = (float)options.RepetitionPenalty;

    /// <summary>Applies all rules to the next-token logits [V] of a row that holds <paramref name="row"/> so far, start token and prompt included.</summary>
    public void Apply(Span<float> logits, ReadOnlySpan<long> row)
    {
        if (row.Length < options.MinLength) logits[(int)tokens.End] = float.NegativeInfinity;
        if (_penalty != 1) Penalise(logits, row);
        if (options.NoRepeatNgram > 0) BanRepeats(logits, row, options.NoRepeatNgram);
    }

    private void Penalise(Span<float> logits, ReadOnlySpan<long> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[..i].Contains(row[i])) continue;
            ref float logit = ref logits[(int)row[i]];
            logit = logit < 0 ? logit * _penalty : logit / _penalty;
        }
    }

    private static void BanRepeats(Span<float> logits, ReadOnlySpan<long> row, int n)
    {
        if (row.Length < n) return;
        ReadOnlySpan<long> last = row[(row.Length - n + 1)..];
        for (int i = 0; i + n <= row.Length; i++)
            if (row.Slice(i, n - 1).SequenceEqual(last)) logits[(int)row[i + n - 1]] = float.NegativeInfinity;
    }
}
