using System.Runtime.InteropServices;

namespace CoCa.Training.Vocabulary;

/// <summary>Words as symbols, how often each pair of neighbours comes, in which words, and which pair comes most.</summary>
internal sealed class PairTable
{
    private readonly List<(int[] Symbols, long Count)> _words;
    private readonly Dictionary<(int, int), long> _counts = [];
    private readonly Dictionary<(int, int), List<int>> _where = [];

    /// <summary>Candidates with the count that they had when they were put here; one whose count has changed since was put here again or is put back.</summary>
    private readonly PriorityQueue<(int Left, int Right), (long Count, int Left, int Right)> _queue = new(Comparer<(long, int, int)>.Create(
        (a, b) => a.Item1 != b.Item1 ? b.Item1.CompareTo(a.Item1) : (a.Item2, a.Item3).CompareTo((b.Item2, b.Item3))));

    public PairTable(IEnumerable<(int[] Symbols, long Count)> words)
    {
        _words = [.. words];
        for (int i = 0; i < _words.Count; i++) Count(i, 1);
        foreach (((int left, int right), long count) in _counts) _queue.Enqueue((left, right), (count, left, right));
    }

    /// <summary>Takes the pair that comes most, and does not give it again; false if none comes twice.</summary>
    public bool TryTake(out int left, out int right)
    {
        while (_queue.TryDequeue(out (int Left, int Right) pair, out (long Count, int, int) known))
        {
            long now = _counts.GetValueOrDefault(pair);
            if (now < known.Count)
            {
                if (now > 1) _queue.Enqueue(pair, (now, pair.Left, pair.Right));
                continue;
            }
            // Counted higher since: a later entry of this pair was served before.
            if (now > known.Count || now < 2) continue;
            (left, right) = pair;
            return true;
        }
        (left, right) = (0, 0);
        return false;
    }

    /// <summary>Puts one symbol in the place of a pair, in all words, from left to right.</summary>
    public void Merge(int left, int right, int result)
    {
        HashSet<(int, int)> changed = [];
        foreach (int word in _where[(left, right)])
        {
            int[] symbols = _words[word].Symbols;
            List<int> merged = new(symbols.Length);
            for (int i = 0; i < symbols.Length; i++)
            {
                bool isPair = i + 1 < symbols.Length && symbols[i] == left && symbols[i + 1] == right;
                merged.Add(isPair ? result : symbols[i]);
                if (isPair) i++;
            }
            // A word may stand in the list though the pair has gone from it.
            if (merged.Count == symbols.Length) continue;
            Count(word, -1);
            _words[word] = ([.. merged], _words[word].Count);
            Count(word, 1, changed);
        }
        _counts.Remove((left, right));
        _where.Remove((left, right));
        foreach ((int, int) pair in changed) _queue.Enqueue(pair, (_counts[pair], pair.Item1, pair.Item2));
    }

    private void Count(int word, int sign, HashSet<(int, int)>? changed = null)
    {
        (int[] symbols, long count) = _words[word];
        for (int i = 0; i + 1 < symbols.Length; i++)
        {
            (int, int) pair = (symbols[i], symbols[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * count;
            if (sign < 0) continue;
            changed?.Add(pair);
            ref List<int>? where = ref CollectionsMarshal.GetValueRefOrAddDefault(_where, pair, out _);
            where ??= [];
            if (where.Count == 0 || where[^1] != word) where.Add(word);
        }
    }
}
