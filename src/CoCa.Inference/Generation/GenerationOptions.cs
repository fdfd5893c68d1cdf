using CoCa.Core;

namespace CoCa.Inference.Generation;

/// <summary>How captions are made. Immutable; share it between runs and threads.</summary>
public sealed record GenerationOptions
{
    /// <summary>The default: true beams, 6 wide.</summary>
    public static GenerationOptions Default { get; } = new();

    /// <summary>What open_clip's <c>generate()</c> does without arguments: its own beam search, 6 beams in 3 groups.</summary>
    public static GenerationOptions OpenClip { get; } = new() { Method = GenerationMethod.OpenClipBeam, BeamGroups = 3 };

    /// <summary>How the next token is chosen.</summary>
    public GenerationMethod Method { get; init; } = GenerationMethod.Beam;

    /// <summary>Hypotheses kept by the two beam searches, 1 to 64.</summary>
    public int Beams { get; init; } = 6;

    /// <summary>
    /// Groups that share <see cref="Beams"/> in <see cref="GenerationMethod.OpenClipBeam"/>; divides it. As there is no diversity
    /// term all groups find the same, so 6 beams in 3 groups are 2 beams.
    /// </summary>
    public int BeamGroups { get; init; } = 1;

    /// <summary>
    /// <see cref="GenerationMethod.Beam"/> ranks hypotheses by the sum of their log-probabilities over their length to this power, 0 to 2. At 0 the most probable caption
    /// wins, which tends to be a short one; at 1 the one whose tokens are most probable on average.
    /// </summary>
    public double LengthPenalty { get; init; } = 0.8;

    /// <summary>Sampling keeps the tokens whose logit is at least the k-th largest; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Sampling keeps the most probable tokens that together reach this probability, above 0 to 1; 1 keeps all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Divides the logits of sampling, after the filters; above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Makes tokens that the row already has less likely: a positive logit is divided by it, a negative one multiplied; above 0, 1 is off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>No n tokens in a row come twice in a caption; 0 is off.</summary>
    public int NoRepeatNgram { get; init; }

    /// <summary>
    /// The end token is banned while a row (start token and prompt included) is shorter than this; 0 is off. The recorded
    /// true beams (<c>gen.truebeam4</c>) were made with 0 of this and of <see cref="LengthPenalty"/>, everything else with the default.
    /// </summary>
    public int MinLength { get; init; } = 5;

    /// <summary>The most tokens a row may have, start, prompt and end included (<c>seq_len</c>). At most the model's context length + 1.</summary>
    public int MaxLength { get; init; } = 30;

    /// <summary>
    /// Tokens that every caption starts with: none, one prompt for all pictures, or one for each picture, all of one length.
    /// The start token is put in front unless it is there. <see cref="GenerationMethod.OpenClipBeam"/> ignores prompts, as the reference does.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<long>> Prompts { get; init; } = [];

    /// <summary>Rows are filled with pads up to <see cref="MaxLength"/>.</summary>
    public bool FixedOutputLength { get; init; }

    /// <summary>Beam search goes on until every hypothesis has ended and reports them all in <see cref="GeneratedCaption.Beams"/>; otherwise it stops once the best can no longer change.</summary>
    public bool KeepAllBeams { get; init; }

    /// <summary>Seed of sampling. Picture i of a batch draws from a stream of its own made of this and i, so the same call gives the same captions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Ids of start, end and pad; null takes the bundle's.</summary>
    public SpecialTokens? Tokens { get; init; }

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Method), nameof(Method), Method, "one of Beam, Greedy, Sample, OpenClipBeam");
        Check(Beams is >= 1 and <= 64, nameof(Beams), Beams, "1 to 64");
        Check(BeamGroups >= 1 && Beams % BeamGroups == 0, nameof(BeamGroups), BeamGroups, $"a divisor of {nameof(Beams)} ({Beams})");
        Check(LengthPenalty is >= 0 and <= 2, nameof(LengthPenalty), LengthPenalty, "0 to 2");
        Check(TopK >= 0, nameof(TopK), TopK, "0 (off) or more");
        Check(TopP is > 0 and <= 1, nameof(TopP), TopP, "above 0 and at most 1");
        Check(Temperature > 0 && double.IsFinite(Temperature), nameof(Temperature), Temperature, "above 0");
        Check(RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), nameof(RepetitionPenalty), RepetitionPenalty, "above 0");
        Check(NoRepeatNgram >= 0, nameof(NoRepeatNgram), NoRepeatNgram, "0 (off) or more");
        Check(MinLength >= 0, nameof(MinLength), MinLength, "0 (off) or more");
        Check(MaxLength >= 2, nameof(MaxLength), MaxLength, "2 or more");
        Check(MaxLength > MinLength, nameof(MaxLength), MaxLength, $"more than {nameof(MinLength)} ({MinLength})");
        int length = Prompts.Count == 0 ? 0 : Prompts[0].Count;
        foreach (IReadOnlyList<long> prompt in Prompts)
            Check(prompt.Count == length, nameof(Prompts), $"{prompt.Count} tokens", $"of one length ({length} tokens)");
    }

    private static void Check(bool holds, string property, object value, string expected)
    {
        if (!holds) throw new InvalidInputException(FormattableString.Invariant($"{property} is {value}, must be {expected}"));
    }
}
