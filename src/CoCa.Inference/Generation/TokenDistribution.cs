namespace CoCa.Inference.Generation;

/// <summary>What sampling draws a token from.</summary>
public static class TokenDistribution
{
    /// <summary>
    /// The probabilities [V] of the next token of a row, after minimum length, repetition penalty, n-gram guard, top-k, top-p and temperature;
    /// tokens that a rule or filter removes have 0.
    /// </summary>
    /// <param name="logits">The decoder's logits [V] behind the row.</param>
    /// <param name="row">The tokens so far, start token and prompt included.</param>
    /// <param name="options">The rules and filters.</param>
    /// <param name="tokens">The ids of start, end and pad.</param>
    public static float[] Of(ReadOnlySpan<float> logits, ReadOnlySpan<long> row, GenerationOptions options, SpecialTokens tokens)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        float[] ruled = logits.ToArray();
        new TokenRules(options, tokens).Apply(ruled, row);
        TokenFilter filter = new(options, ruled.Length);
        filter.Run(ruled);
        float[] probabilities = new float[ruled.Length];
        for (int i = 0; i < filter.Ids.Length; i++) probabilities[filter.Ids[i]] = filter.Probabilities[i];
        return probabilities;
    }
}
