using CoCa.Inference.Decoding;

namespace CoCa.Inference.Generation;

/// <summary>
/// Beam search over true log-probabilities. A beam holds up to K hypotheses, ended and open ones together, and starts with the prompt at 0.
/// Each round every open hypothesis is replaced by its V continuations (its sum plus log-softmax, fp64), ended ones are carried
/// over, and the K best stay, by sum over length to the power of <see cref="GenerationOptions.LengthPenalty"/>. It is over when all have ended or are full.
/// </summary>
/// <remarks>
/// All open hypotheses of all pictures are rows of one decoder step, so a step reads the weights once. A continuation's sum is never
/// above that of what it continues: as soon as none can overtake an ended one the winner is known, and unless all beams are
/// wanted the picture leaves the batch.
/// </remarks>
internal sealed class BeamSearch : TokenSearch
{
    private readonly Beam[] _beams;
    private readonly int[] _active;
    private readonly int[] _bestIds;
    private readonly float[] _bestValues;
    private readonly int[] _parents;
    private readonly RowAssignment _assignment;
    private readonly long[] _feed;
    private int _activeCount;
    private int _rowsPerPicture = 1;
    private int _length;
    private int _feedLength;

    public BeamSearch(ITokenDecoder decoder, GenerationOptions options, SpecialTokens tokens) : base(decoder, options, tokens)
    {
        int width = options.Beams;
        long[] first = FirstTokens(withPrompt: true, out _length);
        _beams = new Beam[Pictures];
        _active = new int[Pictures];
        for (int picture = 0; picture < Pictures; picture++)
        {
            _beams[picture] = new(width, MaxLength, first.AsSpan(picture * _length, _length), options.LengthPenalty);
            _active[picture] = picture;
        }
        _activeCount = Pictures;
        _bestIds = new int[width];
        _bestValues = new float[width];
        _parents = new int[Pictures * width];
        _assignment = new(width);
        _feed = new long[Math.Max(first.Length, Pictures * width)];
        _feedLength = _length;
    }

    protected override void Advance()
    {
        int rows = _activeCount * _rowsPerPicture;
        Span<long> feed = _feed.AsSpan(0, rows * _feedLength);
        feed.Clear();
        for (int i = 0; i < _activeCount; i++)
        {
            Beam beam = _beams[_active[i]];
            for (int h = 0; h < beam.Count; h++)
                if (!beam.IsEnded(h)) beam.Ids(h)[^_feedLength..].CopyTo(feed[((i * _rowsPerPicture + beam.Row(h)) * _feedLength)..]);
        }
        Span<float> logits = Decoder.Feed(feed);
        _feedLength = 1;
        for (int i = 0; i < _activeCount; i++)
            Extend(_beams[_active[i]], logits.Slice(i * _rowsPerPicture * Vocabulary, _rowsPerPicture * Vocabulary));
        _length++;
        for (int i = 0; i < _activeCount; i++)
        {
            Beam beam = _beams[_active[i]];
            bool done = IsFinished(beam);
            while (beam.NextSettled(done, out int position, out long id)) Settle(_active[i], position, id);
        }
        Arrange();
    }

    public override GeneratedCaption[] Captions()
    {
        GeneratedCaption[] captions = new GeneratedCaption[Pictures];
        for (int picture = 0; picture < Pictures; picture++)
        {
            Beam beam = _beams[picture];
            GeneratedCaption[] all = new GeneratedCaption[Options.KeepAllBeams ? beam.Count : 1];
            for (int h = 0; h < all.Length; h++)
                all[h] = new() { Ids = Finish(beam.Ids(h)), Score = beam.Score(h), Ended = beam.IsEnded(h) };
            captions[picture] = Options.KeepAllBeams ? all[0] with { Beams = all } : all[0];
        }
        return captions;
    }

    private bool IsFinished(Beam beam) => _length >= MaxLength || (Options.KeepAllBeams ? beam.OpenCount == 0 : beam.IsWon);

    private void Extend(Beam beam, Span<float> logits)
    {
        beam.BeginRound();
        for (int h = 0; h < beam.Count; h++)
        {
            if (beam.IsEnded(h))
            {
                beam.Carry(h);
                continue;
            }
            Span<float> row = logits.Slice(beam.Row(h) * Vocabulary, Vocabulary);
            Rules.Apply(row, beam.Ids(h));
            double sum = LogSumExp(row);
            int found = TopTokens.Select(row, _bestIds, _bestValues);
            for (int i = 0; i < found && !float.IsNegativeInfinity(_bestValues[i]); i++)
                if (!beam.Offer(h, _bestIds[i], beam.Score(h) + (_bestValues[i] - sum))) break;
        }
        beam.EndRound(Tokens.End);
    }

    /// <summary>Pictures that are finished leave the batch; the rest get as many rows each as the one with the most open hypotheses needs.</summary>
    private void Arrange()
    {
        int before = _activeCount, rowsBefore = _rowsPerPicture, rows = 0;
        for (int i = 0; i < before; i++)
            if (!IsFinished(_beams[_active[i]])) rows = Math.Max(rows, _beams[_active[i]].OpenCount);
        IsDone = rows == 0;
        if (IsDone) return;
        _activeCount = 0;
        for (int i = 0; i < before; i++)
        {
            Beam beam = _beams[_active[i]];
            if (IsFinished(beam)) continue;
            beam.AssignRows(_assignment, rowsBefore, rows);
            for (int row = 0; row < rows; row++)
                _parents[_activeCount * rows + row] = i * rowsBefore + _assignment.Parents[row];
            _active[_activeCount++] = _active[i];
        }
        _rowsPerPicture = rows;
        Decoder.Arrange(_parents.AsSpan(0, _activeCount * rows), rows);
    }
}
