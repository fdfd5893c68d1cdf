using System.Runtime.InteropServices;

namespace CoCa.Training.Evaluation;

/// <summary>Up to four words in a row, as numbers; -1 where there are fewer.</summary>
internal readonly record struct Ngram(int A, int B, int C, int D)
{
    public const int Longest = 4;

    /// <summary>How often each run of n words comes in a text.</summary>
    public static Dictionary<Ngram, int> Count(int[] words, int n)
    {
        Dictionary<Ngram, int> counts = new(words.Length);
        for (int i = 0; i + n <= words.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, new(words[i], n > 1 ? words[i + 1] : -1, n > 2 ? words[i + 2] : -1, n > 3 ? words[i + 3] : -1), out _)++;
        return counts;
    }
}
