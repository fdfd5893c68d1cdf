namespace CoCa.Inference.Generation;

/// <summary>
/// Gives the hypotheses of one picture their decoder rows so that few caches move: the first child of a row stays in it, further
/// children take rows that nobody continues. Reused; allocates nothing.
/// </summary>
internal sealed class RowAssignment(int capacity)
{
    private readonly int[] _parents = new int[capacity];
    private readonly bool[] _taken = new bool[capacity];

    /// <summary>The row that each of the <see cref="Rows"/> rows continues; a row that nobody needs continues itself or row 0.</summary>
    public ReadOnlySpan<int> Parents => _parents.AsSpan(0, Rows);

    /// <summary>Rows after the assignment.</summary>
    public int Rows { get; private set; }

    /// <summary>
    /// Child i continues row <paramref name="parentRows"/>[i]; <paramref name="childRows"/>[i] becomes its own row, below
    /// <paramref name="rows"/>. There were <paramref name="before"/> rows.
    /// </summary>
    public void Assign(ReadOnlySpan<int> parentRows, Span<int> childRows, int before, int rows)
    {
        Rows = rows;
        _taken.AsSpan(0, rows).Clear();
        for (int row = 0; row < rows; row++) _parents[row] = row < before ? row : 0;
        for (int i = 0; i < parentRows.Length; i++)
        {
            int row = parentRows[i];
            bool stays = row < rows && !_taken[row];
            if (stays) _taken[row] = true;
            childRows[i] = stays ? row : -1;
        }
        int free = 0;
        for (int i = 0; i < parentRows.Length; i++)
        {
            if (childRows[i] >= 0) continue;
            while (_taken[free]) free++;
            _taken[free] = true;
            _parents[free] = parentRows[i];
            childRows[i] = free;
        }
    }
}
