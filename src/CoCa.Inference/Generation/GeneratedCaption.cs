namespace CoCa.Inference.Generation;

/// <summary>A finished caption.</summary>
public sealed record GeneratedCaption
{
    /// <summary>Start token, prompt, what was generated, and the end token if it came; pads only with <see cref="GenerationOptions.FixedOutputLength"/>.</summary>
    public required IReadOnlyList<long> Ids { get; init; }

    /// <summary>The words, without start, end and pads; null if the bundle has no tokenizer.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// What the method ranks by (<see cref="GenerationMethod.Beam"/> after <see cref="GenerationOptions.LengthPenalty"/>): <see cref="GenerationMethod.Beam"/>, <see cref="GenerationMethod.Greedy"/> and
    /// <see cref="GenerationMethod.Sample"/>: the sum of the chosen tokens' log-probabilities (of the logits after minimum length,
    /// repetition penalty and n-gram guard, before filters and temperature); <see cref="GenerationMethod.OpenClipBeam"/>: the mean raw logit.
    /// </summary>
    public double Score { get; init; }

    /// <summary>Whether the model ended the caption; false if it was cut at <see cref="GenerationOptions.MaxLength"/>.</summary>
    public bool Ended { get; init; }

    /// <summary>All hypotheses, this one included, best first; empty unless <see cref="GenerationOptions.KeepAllBeams"/> was set.</summary>
    public IReadOnlyList<GeneratedCaption> Beams { get; init; } = [];
}
