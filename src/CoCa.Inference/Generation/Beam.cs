namespace CoCa.Inference.Generation;

/// <summary>The hypotheses of one picture in <see cref="BeamSearch"/>, best first, in two sets of buffers that take turns.</summary>
internal sealed class Beam
{
    private readonly int _width;
    private readonly int _maxLength;
    private readonly Hypotheses[] _sets;
    private readonly int[] _tokens;
    private readonly int[] _parents;
    private readonly int[] _parentRows;
    private readonly int[] _childRows;
    private int _now;
    private int _offered;
    private int _settled;

    /// <summary>One open hypothesis, the prompt, in row 0 with score 0.</summary>
    public Beam(int width, int maxLength, ReadOnlySpan<long> prompt)
    {
        (_width, _maxLength, _settled) = (width, maxLength, prompt.Length);
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

    /// <summary>The decoder row of an open hypothesis among those of this picture; -1 if it has ended.</summary>
    public int Row(int h) => Now.Rows[h];

    public bool IsEnded(int h) => Now.Rows[h] < 0;

    public void BeginRound() => _offered = 0;

    /// <summary>An ended hypothesis competes unchanged.</summary>
    public void Carry(int h) => Offer(h, -1, Score(h));

    /// <summary>A continuation of hypothesis <paramref name="h"/>; false if it is not among the best so far. Of equals the earlier offer wins.</summary>
    public bool Offer(int h, int token, double score)
    {
        double[] scores = Next.Scores;
        if (_offered == _width && !(score > scores[_width - 1])) return false;
        int at = _offered < _width ? _offered++ : _width - 1;
        for (; at > 0 && scores[at - 1] < score; at--)
            (scores[at], _tokens[at], _parents[at]) = (scores[at - 1], _tokens[at - 1], _parents[at - 1]);
        (scores[at], _tokens[at], _parents[at]) = (score, token, h);
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
        public readonly int[] Rows = new int[width];
    }
}
