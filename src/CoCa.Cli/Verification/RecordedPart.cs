namespace CoCa.Cli.Verification;

/// <summary>Which result of a generation was recorded.</summary>
internal enum RecordedPart
{
    /// <summary>The caption's ids, start and prompt included.</summary>
    Ids,

    /// <summary>The ids of all beams, best first.</summary>
    AllBeams,

    /// <summary>Their sums of log-probabilities.</summary>
    Scores,

    /// <summary>The raw logits of the first token.</summary>
    Logits,

    /// <summary>What the first token is drawn from, after all rules and filters.</summary>
    Probabilities,
}
