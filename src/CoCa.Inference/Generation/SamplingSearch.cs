using CoCa.Inference.Decoding;

namespace CoCa.Inference.Generation;

/// <summary>
/// Greedy decoding and sampling, one row a picture. A row is finished when its last token is the end or a pad; finished rows leave
/// the batch. A token that would fill the row to its maximum is the end token, whatever was drawn.
/// </summary>
internal sealed class SamplingSearch : TokenSearch
{
    private readonly TokenFilter? _filter;
    private readonly long[] _ids;
    private readonly int[] _lengths;
    private readonly bool[] _forced;
    private readonly double[] _scores;
    private readonly int[] _open;
    private readonly int[] _parents;
    private readonly long[] _feed;
    private int _openCount;
    private int _length;
    private int _feedLength;

    public SamplingSearch(ITokenDecoder decoder, GenerationOptions options, SpecialTokens tokens) : base(decoder, options, tokens)
    {
        _filter = options.Method == GenerationMethod.Sample ? new(options, Vocabulary) : null;
        _ids = new long[Pictures * MaxLength];
        _lengths = new int[Pictures];
        _forced = new bool[Pictures];
        _scores = new double[Pictures];
        _open = new int[Pictures];
        _parents = new int[Pictures];
        long[] first = FirstTokens(withPrompt: true, out _length);
        _feed = new long[first.Length];
        for (int picture = 0; picture < Pictures; picture++)
        {
            first.AsSpan(picture * _length, _length).CopyTo(_ids.AsSpan(picture * MaxLength));
            _lengths[picture] = _length;
            if (IsEnd(first[(picture + 1) * _length - 1])) continue;
            _parents[_openCount] = picture;
            _open[_openCount++] = picture;
        }
        _feedLength = _length;
        LeaveFinished(Pictures);
    }

    private ReadOnlySpan<long> Row(int picture) => _ids.AsSpan(picture * MaxLength, _lengths[picture]);

    protected override void Advance()
    {
        if (_length + 1 == MaxLength)
        {
            ForceEnd();
            return;
        }
        for (int row = 0; row < _openCount; row++)
            Row(_open[row])[^_feedLength..].CopyTo(_feed.AsSpan(row * _feedLength));
        Span<float> logits = Decoder.Feed(_feed.AsSpan(0, _openCount * _feedLength));
        _feedLength = 1;
        int before = _openCount;
        _openCount = 0;
        for (int row = 0; row < before; row++)
        {
            int picture = _open[row];
            int token = Next(logits.Slice(row * Vocabulary, Vocabulary), picture);
            Append(picture, token);
            if (IsEnd(token)) continue;
            _parents[_openCount] = row;
            _open[_openCount++] = picture;
        }
        _length++;
        LeaveFinished(before);
    }

    public override GeneratedCaption[] Captions()
    {
        GeneratedCaption[] captions = new GeneratedCaption[Pictures];
        for (int picture = 0; picture < Pictures; picture++)
        {
            ReadOnlySpan<long> row = Row(picture);
            captions[picture] = new() { Ids = Finish(row), Score = _scores[picture], Ended = row[^1] == Tokens.End && !_forced[picture] };
        }
        return captions;
    }

    /// <summary>The last token needs no decoder: it is the end token.</summary>
    private void ForceEnd()
    {
        for (int row = 0; row < _openCount; row++)
        {
            _forced[_open[row]] = true;
            Append(_open[row], Tokens.End);
        }
        IsDone = true;
    }

    private void Append(int picture, long token)
    {
        _ids[picture * MaxLength + _lengths[picture]++] = token;
        Settle(picture, _length, token);
    }

    private int Next(Span<float> logits, int picture)
    {
        Rules.Apply(logits, Row(picture));
        double sum = LogSumExp(logits);
        int token;
        if (_filter is null)
        {
            Span<int> best = stackalloc int[1];
            TopTokens.Select(logits, best, stackalloc float[1]);
            token = best[0];
        }
        else
        {
            _filter.Run(logits);
            token = _filter.Draw(SampleStream.Uniform(Options.Seed, picture, _length));
        }
        _scores[picture] += logits[token] - sum;
        return token;
    }

    private bool IsEnd(long token) => token == Tokens.End || token == Tokens.Pad;

    private void LeaveFinished(int before)
    {
        IsDone = _openCount == 0;
        if (!IsDone && _openCount < before) Decoder.Arrange(_parents.AsSpan(0, _openCount), 1);
    }
}
