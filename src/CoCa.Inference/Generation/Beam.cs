namespace CoCa.Inference.Generation;

/// <summary>The hypotheses of one picture in <see cref="BeamSearch"/>, best first, in two sets of buffers that take turns.</summary>
internal sealed class Beam
{
    private readonly int _width;
    private readonly int _maxLength;
    private readonly int _promptLength;
    private readonly double[] _shares;
    private readonly Hypotheses[] _sets;
    private readonly int[] _tokens;
    private readonly int[] _parents;
    private readonly int[] _parentRows;
    private readonly int[] _childRows;
    private int _now;
    private int _offered;
    private int _settled;

    /// <summary>One open hypothesis, the prompt, in row 0 with score 0.</summary>
    public Beam(int width, int maxLength, ReadOnlySpan<long> prompt, double lengthPenalty)
    {
        (_width, _maxLength, _promptLength, _settled) = (width, maxLength, prompt.Length, prompt.Length);
        _shares = new double[maxLength + 1];
        for (int tokens = 1; tokens < _shares.Length; tokens++) _shares[tokens] = Math.Pow(tokens, -lengthPenalty);
        _sets = [new(width, maxLength), new(width, maxLength)];
        (_tokens, _parents, _parentRows, _childRows) = (new int[width], new int[width], new int[width], new int[width]);
        prompt.CopyTo(Now.Ids);
        Now.Lengths[0] = prompt.Length;
        Now.Rows[0] = 0;
        Count = OpenCount = 1;
    }

    /// <summary>Hypotheses now.</summary>
    public int Count { get; private set; }

    /// <summary>Those that have not ended.</summary>
    public int OpenCount { get; private set; }

    private Hypotheses Now => _sets[_now];

    private Hypotheses Next => _sets[1 - _now];

    public ReadOnlySpan<long> Ids(int h) => Now.Ids.AsSpan(h * _maxLength, Now.Lengths[h]);

    public double Score(int h) => Now.Scores[h];

    /// <summary>
    /// Has the best hypothesis ended, and can no open one come to be better? Sums only fall, so the best that may become of an open one is its sum over
    /// the greatest length.
    /// </summary>
    public bool IsWon
    {
        get
        {
            if (!IsEnded(0)) return false;
            double best = Now.Ranks[0], greatest = _shares[_maxLength - _promptLength];
            for (int h = 1; h < Count; h++)
                if (!IsEnded(h) && Now.Scores[h] * greatest > best) return false;
            return true;
        }
    }

    /// <summary>The decoder row of an open hypothesis among those of this picture; -1 if it has ended.</summary>
    public int Row(int h) => Now.Rows[h];

    public bool IsEnded(int h) => Now.Rows[h] < 0;

    public void BeginRound() => _offered = 0;

    /// <summary>An ended hypothesis competes unchanged.</summary>
    public void Carry(int h) => Offer(h, -1, Score(h));

    /// <summary>A continuation of hypothesis <paramref name="h"/>; false if it is not among the best so far. Of equals the earlier offer wins.</summary>
    public bool Offer(int h, int token, double score)
    {
        double[] scores = Next.Scores, ranks = Next.Ranks;
        double rank = score * _shares[Now.Lengths[h] - _promptLength + (token < 0 ? 0 : 1)];
        if (_offered == _width && !(rank > ranks[_width - 1])) return false;
        int at = _offered < _width ? _offered++ : _width - 1;
        for (; at > 0 && ranks[at - 1] < rank; at--)
            (scores[at], ranks[at], _tokens[at], _parents[at]) = (scores[at - 1], ranks[at - 1], _tokens[at - 1], _parents[at - 1]);
        (scores[at], ranks[at], _tokens[at], _parents[at]) = (score, rank, token, h);
        return true;
    }

    /// <summary>The best offers become the hypotheses.</summary>
    public void EndRound(long end)
    {
        OpenCount = 0;
        for (int i = 0; i < _offered; i++)
        {
            int parent = _parents[i], length = Now.Lengths[parent];
            Now.Ids.AsSpan(parent * _maxLength, length).CopyTo(Next.Ids.AsSpan(i * _maxLength));
            bool carried = _tokens[i] < 0;
            if (!carried) Next.Ids[i * _maxLength + length++] = _tokens[i];
            Next.Lengths[i] = length;
            Next.Rows[i] = carried || _tokens[i] == end ? -1 : Now.Rows[parent];
            if (Next.Rows[i] >= 0) OpenCount++;
        }
        Count = _offered;
        _now = 1 - _now;
    }

    /// <summary>After <see cref="EndRound"/> an open hypothesis names its parent's row; this gives each one of its own.</summary>
    public void AssignRows(RowAssignment assignment, int before, int rows)
    {
        int open = 0;
        for (int h = 0; h < Count; h++)
            if (!IsEnded(h)) _parentRows[open++] = Row(h);
        assignment.Assign(_parentRows.AsSpan(0, open), _childRows.AsSpan(0, open), before, rows);
        open = 0;
        for (int h = 0; h < Count; h++)
            if (!IsEnded(h)) Now.Rows[h] = _childRows[open++];
    }

    /// <summary>The next token that all hypotheses agree on (or that the best one has, once it has won).</summary>
    public bool NextSettled(bool won, out int position, out long id)
    {
        position = _settled;
        id = 0;
        if (position >= Now.Lengths[0]) return false;
        id = Now.Ids[position];
        for (int h = 1; h < Count && !won; h++)
            if (position >= Now.Lengths[h] || Now.Ids[h * _maxLength + position] != id) return false;
        _settled++;
        return true;
    }

    private sealed class Hypotheses(int width, int maxLength)
    {
        public readonly long[] Ids = new long[width * maxLength];
        public readonly int[] Lengths = new int[width];
        public readonly double[] Scores = new double[width];
        public readonly double[] Ranks = new double[width];
        public readonly int[] Rows = new int[width];
    }
}
