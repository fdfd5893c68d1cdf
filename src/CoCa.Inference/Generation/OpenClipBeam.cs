namespace CoCa.Inference.Generation;

/// <summary>The beams and the stored hypotheses of one picture in <see cref="OpenClipBeamSearch"/>.</summary>
internal sealed class OpenClipBeam
{
    private readonly int _width;
    private readonly int _maxLength;
    private readonly SpecialTokens _special;
    private readonly List<Hypothesis> _stored;
    private readonly float[] _sums;
    private readonly int[] _tokens;
    private readonly int[] _parents;
    private readonly int[] _parentRows;
    private readonly int[] _rows;
    private readonly float[] _scores;
    private long[] _ids;
    private long[] _nextIds;
    private int _length = 1;
    private int _offered;

    public OpenClipBeam(int width, int maxLength, SpecialTokens special)
    {
        (_width, _maxLength, _special) = (width, maxLength, special);
        _stored = new(width + 1);
        (_sums, _tokens, _parents) = (new float[2 * width], new int[2 * width], new int[2 * width]);
        (_parentRows, _rows, _scores) = (new int[width], new int[width], new float[width]);
        (_ids, _nextIds) = (new long[width * maxLength], new long[width * maxLength]);
        _ids[0] = special.Start;
        // The reference starts with equal beams, all but the first at -1e9, far below every candidate of the first.
        Count = 1;
    }

    /// <summary>Open beams: 1 at first, then the full width.</summary>
    public int Count { get; private set; }

    public bool IsDone { get; private set; }

    public ReadOnlySpan<long> Ids(int beam) => _ids.AsSpan(beam * _maxLength, _length);

    public float Score(int beam) => _scores[beam];

    public int Row(int beam) => _rows[beam];

    public void CopyLastTokens(Span<long> feed)
    {
        for (int b = 0; b < Count; b++) feed[_rows[b]] = _ids[b * _maxLength + _length - 1];
    }

    public void BeginRound() => _offered = 0;

    /// <summary>A candidate of the round; false if it is not among the best 2 G so far.</summary>
    public bool Offer(int beam, int token, float sum)
    {
        if (_offered == _sums.Length && !(sum > _sums[^1])) return false;
        int at = _offered < _sums.Length ? _offered++ : _sums.Length - 1;
        for (; at > 0 && _sums[at - 1] < sum; at--)
            (_sums[at], _tokens[at], _parents[at]) = (_sums[at - 1], _tokens[at - 1], _parents[at - 1]);
        (_sums[at], _tokens[at], _parents[at]) = (sum, token, beam);
        return true;
    }

    public void EndRound()
    {
        int next = 0, length = _length + 1;
        for (int rank = 0; rank < _offered && next < _width; rank++)
        {
            ReadOnlySpan<long> ids = Ids(_parents[rank]);
            if (_tokens[rank] == _special.End)
            {
                if (rank < _width) Store(ids, (double)_sums[rank] / length);
                continue;
            }
            ids.CopyTo(_nextIds.AsSpan(next * _maxLength));
            _nextIds[next * _maxLength + _length] = _tokens[rank];
            _scores[next] = _sums[rank];
            _parentRows[next++] = _rows[_parents[rank]];
        }
        (_ids, _nextIds) = (_nextIds, _ids);
        (Count, _length) = (next, length);
        IsDone = Count == 0 || (_stored.Count == _width && _stored[^1].Score >= (double)_sums[0] / length);
    }

    /// <summary>The maximum length is reached: unless the picture was done, its open beams join the stored ones.</summary>
    public void Close()
    {
        if (IsDone) return;
        IsDone = true;
        for (int b = 0; b < Count; b++) Store(Ids(b), (double)_scores[b] / _length);
    }

    public void AssignRows(RowAssignment assignment, int before) => assignment.Assign(_parentRows.AsSpan(0, Count), _rows.AsSpan(0, Count), before, _width);

    /// <summary>All stored hypotheses, best first.</summary>
    public IReadOnlyList<Hypothesis> Ranked() => _stored;

    /// <summary>The winner's tokens after the start token: this search can change its mind about every token until it is done.</summary>
    public IEnumerable<(int Position, long Id)> Unsettled()
    {
        long[] ids = _stored[0].Ids;
        for (int i = 1; i < ids.Length; i++) yield return (i, ids[i]);
    }

    /// <summary>Keeps the best G, best first; of equals the later stands first, as the reference picks the last of the best.</summary>
    private void Store(ReadOnlySpan<long> ids, double score)
    {
        if (_stored.Count == _width && !(score > _stored[^1].Score)) return;
        bool ended = ids.Length < _maxLength;
        Hypothesis hypothesis = new(ended ? [.. ids, _special.End] : ids.ToArray(), score, ended);
        int at = 0;
        while (at < _stored.Count && _stored[at].Score > score) at++;
        _stored.Insert(at, hypothesis);
        if (_stored.Count > _width) _stored.RemoveAt(_width);
    }

    /// <summary>A stored hypothesis; the end token is appended where it fits.</summary>
    internal sealed record Hypothesis(long[] Ids, double Score, bool Ended);
}
