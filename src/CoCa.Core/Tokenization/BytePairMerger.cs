namespace CoCa.Core.Tokenization;

/// <summary>
/// Merges the bytes of one word into tokens: as long as a neighbouring pair is in the vocabulary's list, all occurrences of the
/// earliest such pair are merged, from left to right.
/// </summary>
/// <remarks>
/// The symbols are a linked list in arrays, the pairs wait in a heap ordered by rank, then position. New pairs enter the heap
/// only when all of the current rank are done, which is what "all occurrences" means. A word of n bytes takes n log n steps.
/// Not for several threads at once.
/// </remarks>
internal sealed class BytePairMerger(Vocabulary vocabulary)
{
    private readonly PriorityQueue<int, ulong> _pairs = new();
    private readonly List<int> _merged = [];
    private int[] _symbols = [], _next = [], _previous = [];

    /// <summary>Appends the ids of a word's tokens; the word has at least one byte.</summary>
    public void Merge(ReadOnlySpan<byte> word, List<int> ids)
    {
        int n = word.Length;
        if (_symbols.Length < n)
        {
            int size = Math.Max(n, 64);
            (_symbols, _next, _previous) = (new int[size], new int[size], new int[size]);
        }
        for (int i = 0; i < n; i++)
        {
            _symbols[i] = i == n - 1 ? vocabulary.LastByteIds[word[i]] : vocabulary.ByteIds[word[i]];
            (_previous[i], _next[i]) = (i - 1, i == n - 1 ? -1 : i + 1);
        }
        for (int i = 0; i < n - 1; i++) Push(i);
        while (_pairs.TryPeek(out _, out ulong key)) MergeAll((int)(key >> 32));
        for (int i = 0; i >= 0; i = _next[i]) ids.Add(_symbols[i]);
    }

    private void MergeAll(int rank)
    {
        _merged.Clear();
        while (_pairs.TryPeek(out int at, out ulong key) && (int)(key >> 32) == rank)
        {
            _pairs.Dequeue();
            // The pair may be gone since it was pushed: swallowed by a neighbour (symbol -1), or another by now.
            int right = _symbols[at] < 0 ? -1 : _next[at];
            if (right < 0 || !vocabulary.TryMerge(_symbols[at], _symbols[right], out int now, out int result) || now != rank) continue;
            _symbols[at] = result;
            _symbols[right] = -1;
            _next[at] = _next[right];
            if (_next[at] >= 0) _previous[_next[at]] = at;
            _merged.Add(at);
        }
        foreach (int at in _merged)
        {
            Push(at);
            if (_previous[at] >= 0) Push(_previous[at]);
        }
    }

    private void Push(int at)
    {
        int right = _symbols[at] < 0 ? -1 : _next[at];
        if (right >= 0 && vocabulary.TryMerge(_symbols[at], _symbols[right], out int rank, out _)) _pairs.Enqueue(at, (ulong)rank << 32 | (uint)at);
    }
}
