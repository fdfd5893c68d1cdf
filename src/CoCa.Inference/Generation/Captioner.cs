using System.Runtime.CompilerServices;
using CoCa.Core;
using CoCa.Core.Tokenization;
using CoCa.Inference.Decoding;
using CoCa.Inference.Encoding;

namespace CoCa.Inference.Generation;

/// <summary>
/// Makes captions of image tokens. Thread-safe: every run has a decoder of its own, taken from a small pool, so cost and memory go with the number of runs
/// at once.
/// </summary>
public sealed class Captioner : IDisposable
{
    private readonly DecoderGraphs _graphs;
    private readonly DecoderPool _pool;
    private readonly SpecialTokens? _special;
    private readonly ClipTokenizer? _tokenizer;

    internal Captioner(DecoderGraphs graphs, SpecialTokens? special, ClipTokenizer? tokenizer) => (_graphs, _special, _tokenizer, _pool) = (graphs, special, tokenizer, new(graphs));

    /// <summary>The most tokens that a caption may have, start and end included.</summary>
    public int MaxLength => _graphs.Layout.ContextLength + 1;

    /// <summary>V: entries of a row of logits.</summary>
    public int VocabularySize => _graphs.Layout.Vocabulary;

    /// <summary>Dt: entries of a context token.</summary>
    public int TokenWidth => _graphs.TokenWidth;

    /// <summary>
    /// Starts captions for tokens [B, N, Dt] of <paramref name="pictures"/> pictures or windows, all with the same N; the caller steps and disposes the run.
    /// The tokens are read here and not needed afterwards.
    /// </summary>
    /// <exception cref="InvalidInputException">The options do not fit this model, or the tokens are not B x N x Dt.</exception>
    public GenerationRun Start(ReadOnlySpan<float> context, int pictures, GenerationOptions? options = null)
    {
        options ??= GenerationOptions.Default;
        options.Validate();
        SpecialTokens special = options.Tokens ?? _special
            ?? throw new InvalidInputException($"the bundle does not say which tokens start and end a caption: set {nameof(GenerationOptions)}.{nameof(GenerationOptions.Tokens)}");
        int width = options.Method switch
        {
            GenerationMethod.Beam => options.Beams,
            GenerationMethod.OpenClipBeam => options.Beams / options.BeamGroups,
            _ => 1,
        };
        if (options.MaxLength > MaxLength) throw new InvalidInputException($"{nameof(options.MaxLength)} is {options.MaxLength}, this model's captions have at most {MaxLength} tokens");
        PooledDecoder decoder = Begin(context, pictures, pictures * width, options.MaxLength - 1);
        return new(decoder, options, special, _tokenizer, () => _pool.Return(decoder));
    }

    /// <summary>Makes captions for tokens [B, N, Dt]; <paramref name="onToken"/> is called with every settled token (see <see cref="GenerationRun.Settled"/>).</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two tokens.</exception>
    public IReadOnlyList<GeneratedCaption> Generate(
        ReadOnlySpan<float> context, int pictures, GenerationOptions? options = null, Action<CaptionToken>? onToken = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using GenerationRun run = Start(context, pictures, options);
        for (bool more = true; more;)
        {
            more = run.Step(cancellationToken);
            if (onToken is null) continue;
            foreach (CaptionToken token in run.Settled) onToken(token);
        }
        return run.Captions();
    }

    /// <summary>Captions for the pictures of an encode that asked for <see cref="ImageOutputs.Tokens"/>.</summary>
    public IReadOnlyList<GeneratedCaption> Generate(
        ImageFeatures features, GenerationOptions? options = null, Action<CaptionToken>? onToken = null, CancellationToken cancellationToken = default) =>
        Generate(features.AllTokens, features.Count, options, onToken, cancellationToken);

    /// <summary>
    /// The same as a stream of settled tokens; the work is done on the thread pool, one step whenever the reader asks for more. A picture's ids are the
    /// start token, its prompt and its tokens in order.
    /// </summary>
    public async IAsyncEnumerable<CaptionToken> GenerateAsync(
        ReadOnlyMemory<float> context, int pictures, GenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using GenerationRun run = await Task.Run(() => Start(context.Span, pictures, options), cancellationToken).ConfigureAwait(false);
        for (bool more = true; more;)
        {
            more = await Task.Run(() => run.Step(cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (CaptionToken token in run.Settled.ToArray()) yield return token;
        }
    }

    /// <summary>
    /// The decoder's logits [B, M, V] on given texts [B, M], padded rows included, as in training: row i of a text predicts its token i + 1. Made one token
    /// at a time through the caches that generation uses; for verification.
    /// </summary>
    public float[] Logits(ReadOnlySpan<float> context, int pictures, ReadOnlySpan<long> ids)
    {
        int length = pictures > 0 ? ids.Length / pictures : 0;
        if (length < 1 || length * pictures != ids.Length || length > _graphs.Layout.ContextLength)
            throw new InvalidInputException($"{ids.Length} ids for {pictures} pictures, must be {pictures} x 1 to {_graphs.Layout.ContextLength}");
        foreach (long id in ids)
            if (id < 0 || id >= VocabularySize) throw new InvalidInputException($"token {id} is outside of the model's vocabulary of {VocabularySize}");
        PooledDecoder decoder = Begin(context, pictures, pictures, length);
        try
        {
            float[] logits = new float[checked(pictures * length * VocabularySize)];
            long[] column = new long[pictures];
            for (int i = 0; i < length; i++)
            {
                for (int p = 0; p < pictures; p++) column[p] = ids[p * length + i];
                Span<float> step = decoder.Feed(column);
                for (int p = 0; p < pictures; p++) step.Slice(p * VocabularySize, VocabularySize).CopyTo(logits.AsSpan((p * length + i) * VocabularySize));
            }
            return logits;
        }
        finally
        {
            _pool.Return(decoder);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    /// <summary>The sessions are made anew: runs of before cannot go on.</summary>
    internal void Forget() => _pool.Forget();

    private PooledDecoder Begin(ReadOnlySpan<float> context, int pictures, int rows, int tokens)
    {
        int contextTokens = pictures > 0 ? context.Length / pictures / TokenWidth : 0;
        if (contextTokens < 1 || (long)contextTokens * pictures * TokenWidth != context.Length)
            throw new InvalidInputException($"{context.Length} numbers for {pictures} pictures, must be {pictures} x N tokens of {TokenWidth}");
        PooledDecoder decoder = _pool.Rent(pictures, rows, tokens, contextTokens);
        try
        {
            decoder.Begin(context, pictures);
            return decoder;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }
}
