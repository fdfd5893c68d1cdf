using CoCa.Inference.Decoding;

namespace CoCa.Inference.Generation;

/// <summary>
/// OpenCLIP's beam search, which sums processed raw logits without a log-softmax. Each round takes the best 2 G candidates of G
/// beams. In order of rank an end candidate of rank below G is stored with its sum / length (start and end included) and uses up no beam,
/// one of lower rank is dropped, others fill the beams. The G best stored hypotheses are kept; a picture is done when it has G
/// and its worst is at least the round's best sum / length. Beams still open at the maximum length join with theirs.
/// </summary>
/// <remarks>
/// G is beams / groups. Without a diversity term all groups go through the same states, so one is computed. Sums are fp32 and
/// stored scores fp64, as in the reference; a hypothesis that ended counts its end token in the length (transformers 4.44).
/// </remarks>
internal sealed class OpenClipBeamSearch : TokenSearch
{
    private readonly int _width;
    private readonly OpenClipBeam[] _beams;
    private readonly int[] _active;
    private readonly int[] _bestIds;
    private readonly float[] _bestValues;
    private readonly int[] _parents;
    private readonly RowAssignment _assignment;
    private readonly long[] _feed;
    private int _activeCount;
    private int _rowsPerPicture = 1;
    private int _length = 1;

    public OpenClipBeamSearch(ITokenDecoder decoder, GenerationOptions options, SpecialTokens tokens) : base(decoder, options, tokens)
    {
        _width = options.Beams / options.BeamGroups;
        _beams = new OpenClipBeam[Pictures];
        _active = new int[Pictures];
        for (int picture = 0; picture < Pictures; picture++)
        {
            _beams[picture] = new(_width, MaxLength, tokens);
            _active[picture] = picture;
        }
        _activeCount = Pictures;
        _bestIds = new int[2 * _width];
        _bestValues = new float[2 * _width];
        _parents = new int[Pictures * _width];
        _assignment = new(_width);
        _feed = new long[Pictures * _width];
    }

    protected override void Advance()
    {
        int rows = _activeCount * _rowsPerPicture;
        for (int i = 0; i < _activeCount; i++)
            _beams[_active[i]].CopyLastTokens(_feed.AsSpan(i * _rowsPerPicture, _rowsPerPicture));
        Span<float> logits = Decoder.Feed(_feed.AsSpan(0, rows));
        _length++;
        for (int i = 0; i < _activeCount; i++)
            Extend(_beams[_active[i]], logits.Slice(i * _rowsPerPicture * Vocabulary, _rowsPerPicture * Vocabulary));
        Arrange();
    }

    public override GeneratedCaption[] Captions()
    {
        GeneratedCaption[] captions = new GeneratedCaption[Pictures];
        for (int picture = 0; picture < Pictures; picture++)
        {
            IReadOnlyList<OpenClipBeam.Hypothesis> ranked = _beams[picture].Ranked();
            GeneratedCaption[] all = new GeneratedCaption[Options.KeepAllBeams ? ranked.Count : 1];
            for (int i = 0; i < all.Length; i++)
                all[i] = new() { Ids = Finish(ranked[i].Ids), Score = ranked[i].Score, Ended = ranked[i].Ended };
            captions[picture] = Options.KeepAllBeams ? all[0] with { Beams = all } : all[0];
        }
        return captions;
    }

    private void Extend(OpenClipBeam beam, Span<float> logits)
    {
        beam.BeginRound();
        for (int b = 0; b < beam.Count; b++)
        {
            Span<float> row = logits.Slice(beam.Row(b) * Vocabulary, Vocabulary);
            Rules.Apply(row, beam.Ids(b));
            int found = TopTokens.Select(row, _bestIds, _bestValues);
            if (found < _bestIds.Length) LogSumExp(row); // says what is wrong: logits that are not numbers
            for (int i = 0; i < found; i++)
                if (!beam.Offer(b, _bestIds[i], _bestValues[i] + beam.Score(b))) break;
        }
        beam.EndRound();
        if (_length >= MaxLength) beam.Close();
    }

    private void Arrange()
    {
        int before = _activeCount, rowsBefore = _rowsPerPicture;
        _activeCount = 0;
        for (int i = 0; i < before; i++)
        {
            OpenClipBeam beam = _beams[_active[i]];
            if (beam.IsDone)
            {
                foreach ((int position, long id) in beam.Unsettled()) Settle(_active[i], position, id);
                continue;
            }
            beam.AssignRows(_assignment, rowsBefore);
            for (int row = 0; row < _width; row++)
                _parents[_activeCount * _width + row] = i * rowsBefore + _assignment.Parents[row];
            _active[_activeCount++] = _active[i];
        }
        IsDone = _activeCount == 0;
        _rowsPerPicture = _width;
        if (!IsDone) Decoder.Arrange(_parents.AsSpan(0, _activeCount * _width), _width);
    }
}
