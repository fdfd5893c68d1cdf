using CoCa.Core.Tokenization;
using CoCa.Inference.Decoding;

namespace CoCa.Inference.Generation;

/// <summary>
/// A caption in the making, driven by its caller: one token of every open row a <see cref="Step"/>. Between steps nothing runs, so a
/// scheduler can put other work in between or give up. Holds decoder buffers until it is disposed. One thread at a time.
/// </summary>
public sealed class GenerationRun : IDisposable
{
    private readonly TokenSearch _search;
    private readonly ClipTokenizer? _tokenizer;
    private Action? _release;

    internal GenerationRun(ITokenDecoder decoder, GenerationOptions options, SpecialTokens tokens, ClipTokenizer? tokenizer, Action release)
    {
        (_tokenizer, _release) = (tokenizer, release);
        try
        {
            _search = TokenSearch.Create(decoder, options, tokens);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether all captions are finished.</summary>
    public bool IsDone => _search.IsDone;

    /// <summary>
    /// Tokens that the last <see cref="Step"/> settled: they will not be taken back. Beam search settles a token when all of a picture's
    /// hypotheses agree on it, OpenCLIP's own search at the end.
    /// </summary>
    public IReadOnlyList<CaptionToken> Settled => _search.Settled;

    /// <summary>Goes on by one token; false once all captions are finished.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the step began.</exception>
    public bool Step(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_release is null, this);
        cancellationToken.ThrowIfCancellationRequested();
        return _search.Step();
    }

    /// <summary>The captions, one a picture, in order. Before <see cref="IsDone"/> they are what is best so far.</summary>
    public IReadOnlyList<GeneratedCaption> Captions()
    {
        GeneratedCaption[] captions = _search.Captions();
        if (_tokenizer is null) return captions;
        for (int i = 0; i < captions.Length; i++)
            captions[i] = WithText(captions[i]) with { Beams = [.. captions[i].Beams.Select(WithText)] };
        return captions;
    }

    /// <summary>Gives the decoder's buffers back.</summary>
    public void Dispose()
    {
        Action? release = _release;
        _release = null;
        release?.Invoke();
    }

    private GeneratedCaption WithText(GeneratedCaption caption) => caption with { Text = _tokenizer!.DecodeCaption([.. caption.Ids]) };
}
