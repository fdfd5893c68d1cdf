namespace CoCa.Inference.Decoding;

/// <summary>
/// The copies that turn rows into continuations of other rows, in place: row r becomes what row parents[r] was. Rows that stay are not touched,
/// every other row is copied once, in an order in which nothing is overwritten that is still to be read; only a cycle costs one
/// copy more, through the scratch row. Reused; allocates nothing.
/// </summary>
internal sealed class RowMoves(int capacity)
{
    private readonly int[] _readers = new int[capacity];
    private readonly bool[] _pending = new bool[capacity];
    private readonly int[] _source = new int[capacity];
    private readonly (int From, int To)[] _moves = new (int, int)[2 * capacity];
    private readonly int[] _ready = new int[capacity];

    /// <summary>The row that is only used between copies.</summary>
    public int Scratch => capacity;

    /// <summary>Plans the copies, in the order in which to make them.</summary>
    public ReadOnlySpan<(int From, int To)> Plan(ReadOnlySpan<int> parents)
    {
        int count = 0, left = 0, ready = 0;
        _readers.AsSpan().Clear();
        _pending.AsSpan().Clear();
        for (int row = 0; row < parents.Length; row++)
        {
            _source[row] = parents[row];
            if (parents[row] == row) continue;
            _pending[row] = true;
            _readers[parents[row]]++;
            left++;
        }
        for (int row = 0; row < parents.Length; row++)
            if (_pending[row] && _readers[row] == 0) _ready[ready++] = row;
        while (left > 0)
        {
            while (ready > 0) Move(_ready[--ready]);
            if (left == 0) break;
            // Only cycles are left: set one row of one aside, and let its reader read it there.
            int first = _pending.AsSpan().IndexOf(true);
            int reader = 0;
            while (!_pending[reader] || _source[reader] != first) reader++;
            _moves[count++] = (first, Scratch);
            _source[reader] = Scratch;
            _readers[first] = 0;
            _ready[ready++] = first;
        }
        return _moves.AsSpan(0, count);

        void Move(int row)
        {
            int from = _source[row];
            _moves[count++] = (from, row);
            _pending[row] = false;
            left--;
            if (from != Scratch && --_readers[from] == 0 && _pending[from]) _ready[ready++] = from;
        }
    }
}
