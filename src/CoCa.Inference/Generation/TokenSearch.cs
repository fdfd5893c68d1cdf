using CoCa.Core;
using CoCa.Inference.Decoding;

namespace CoCa.Inference.Generation;

/// <summary>
/// A search for captions of a batch of pictures, one token of every open row a <see cref="Step"/>. All buffers are made by the
/// constructor. Not thread-safe.
/// </summary>
internal abstract class TokenSearch
{
    private readonly List<CaptionToken> _settled;

    /// <summary>Checks the options against the decoder; it must hold one empty row for each picture.</summary>
    protected TokenSearch(ITokenDecoder decoder, GenerationOptions options, SpecialTokens tokens)
    {
        options.Validate();
        Decoder = decoder;
        Options = options;
        Tokens = tokens;
        Pictures = decoder.Rows;
        MaxLength = options.MaxLength;
        Vocabulary = decoder.VocabularySize;
        Rules = new(options, tokens);
        _settled = new(Pictures * MaxLength);
        if (MaxLength > decoder.Capacity + 1)
            throw new InvalidInputException($"{nameof(options.MaxLength)} is {MaxLength}, this model's decoder holds {decoder.Capacity + 1} tokens");
        foreach (long id in (ReadOnlySpan<long>)[tokens.Start, tokens.End, tokens.Pad]) CheckId(id);
    }

    /// <summary>Tokens that the last <see cref="Step"/> settled: they will not be taken back.</summary>
    public IReadOnlyList<CaptionToken> Settled => _settled;

    /// <summary>Whether every caption is finished.</summary>
    public bool IsDone { get; protected set; }

    protected ITokenDecoder Decoder { get; }
    protected GenerationOptions Options { get; }
    protected SpecialTokens Tokens { get; }
    protected TokenRules Rules { get; }
    protected int Pictures { get; }
    protected int MaxLength { get; }
    protected int Vocabulary { get; }

    /// <summary>Makes the search that the options ask for.</summary>
    public static TokenSearch Create(ITokenDecoder decoder, GenerationOptions options, SpecialTokens tokens) => options.Method switch
    {
        GenerationMethod.Greedy or GenerationMethod.Sample => new SamplingSearch(decoder, options, tokens),
        GenerationMethod.OpenClipBeam => new OpenClipBeamSearch(decoder, options, tokens),
        _ => new BeamSearch(decoder, options, tokens),
    };

    /// <summary>Goes on by one token; returns false once all captions are finished.</summary>
    public bool Step()
    {
        _settled.Clear();
        if (!IsDone) Advance();
        return !IsDone;
    }

    /// <summary>The captions, one a picture, without texts; final only when <see cref="IsDone"/>.</summary>
    public abstract GeneratedCaption[] Captions();

    protected abstract void Advance();

    protected void Settle(int picture, int position, long id) => _settled.Add(new(picture, position, id));

    /// <summary>The start token and the prompt of every picture, [Pictures, n].</summary>
    protected long[] FirstTokens(bool withPrompt, out int length)
    {
        IReadOnlyList<IReadOnlyList<long>> prompts = withPrompt ? Options.Prompts : [];
        if (prompts.Count > 1 && prompts.Count != Pictures)
            throw new InvalidInputException($"{nameof(Options.Prompts)} has {prompts.Count} prompts for {Pictures} pictures, must have one for each or one for all");
        bool started = prompts.Count > 0 && prompts[0].Count > 0 && prompts[0][0] == Tokens.Start;
        length = (started ? 0 : 1) + (prompts.Count == 0 ? 0 : prompts[0].Count);
        if (length >= MaxLength)
            throw new InvalidInputException($"the prompt has {length} tokens, {nameof(Options.MaxLength)} {MaxLength} leaves no room for a caption");
        long[] first = new long[Pictures * length];
        for (int picture = 0; picture < Pictures; picture++)
        {
            Span<long> row = first.AsSpan(picture * length, length);
            row[0] = Tokens.Start;
            if (prompts.Count == 0) continue;
            IReadOnlyList<long> prompt = prompts[Math.Min(picture, prompts.Count - 1)];
            if ((prompt.Count > 0 && prompt[0] == Tokens.Start) != started)
                throw new InvalidInputException($"{nameof(Options.Prompts)}: either all start with the start token {Tokens.Start} or none");
            for (int i = 0; i < prompt.Count; i++)
            {
                CheckId(prompt[i]);
                row[length - prompt.Count + i] = prompt[i];
            }
        }
        return first;
    }

    /// <summary>log sum exp of a row of logits.</summary>
    /// <exception cref="DeviceException">The decoder returned something that is not a number.</exception>
    protected static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double sum = LogSoftmax.LogSumExp(logits);
        return double.IsFinite(sum) ? sum : throw new DeviceException($"the decoder's logits are not numbers (log sum exp {sum}): this device or precision does not hold this model");
    }

    /// <summary>The ids of a finished row: cut after the end, or padded to the full length where that was asked for.</summary>
    protected long[] Finish(ReadOnlySpan<long> row)
    {
        if (!Options.FixedOutputLength) return row.ToArray();
        long[] ids = new long[MaxLength];
        Array.Fill(ids, Tokens.Pad);
        row.CopyTo(ids);
        return ids;
    }

    private void CheckId(long id)
    {
        if (id < 0 || id >= Vocabulary) throw new InvalidInputException($"token {id} is outside of the model's vocabulary of {Vocabulary}");
    }
}
