namespace CoCa.Training.Evaluation;

/// <summary>Gives every word that captions are compared by a number, in the order of meeting. Not thread-safe.</summary>
internal sealed class WordNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The numbers of a text's words; <paramref name="last"/>, if given, follows as a word of its own.</summary>
    public int[] Of(string text, string? last = null)
    {
        IReadOnlyList<string> words = CaptionWords.Split(text);
        int[] numbers = new int[words.Count + (last is null ? 0 : 1)];
        for (int i = 0; i < numbers.Length; i++)
        {
            string word = i < words.Count ? words[i] : last!;
            if (!_numbers.TryGetValue(word, out numbers[i])) _numbers.Add(word, numbers[i] = _numbers.Count);
        }
        return numbers;
    }
}
