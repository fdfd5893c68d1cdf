using System.Runtime.InteropServices;
using System.Text;
using CoCa.Core;
using CoCa.Core.Tokenization;

namespace CoCa.Training.Vocabulary;

/// <summary>
/// Learns a byte-pair vocabulary from texts, in the form that <see cref="ClipTokenizer"/> reads: 256 bytes, 256 bytes that end a word, one token for each merge,
/// and the marks of a text's start and end as the last two ids. Id 0, which also fills rows up, is the exclamation mark inside a word, as in CLIP's own: no common token.
/// </summary>
/// <remarks>
/// Sennrich, Haddow and Birch 2016: again and again the most frequent pair of neighbours within words becomes a token; of equally frequent ones that
/// with the lower ids, so the result depends on the texts alone and not on their order. Texts are cleaned and split by the tokenizer's own code. Each different word is kept once, and a merge
/// touches only words that have the pair: 30,000 captions become 3,000 tokens within a second. One thread at a time.
/// </remarks>
public sealed class BytePairTrainer
{
    /// <summary>The smallest vocabulary: bytes and marks, no merges.</summary>
    public const int MinSize = 2 * 256 + 2;

    /// <summary>The largest vocabulary: what CLIP has, beyond which its tokenizer does not read.</summary>
    public const int MaxSize = 49408;

    private readonly Dictionary<string, long> _words = new(StringComparer.Ordinal);

    /// <summary>How many different words were added.</summary>
    public int WordCount => _words.Count;

    /// <summary>Counts a text's words.</summary>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WordSplitter words = new(TextCleaner.Clean(text));
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> counts = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        while (words.MoveNext())
            if (words.Current is not (WordSplitter.StartMark or WordSplitter.EndMark)) CollectionsMarshal.GetValueRefOrAddDefault(counts, words.Current, out _)++;
    }

    /// <summary>Learns a vocabulary and writes <c>vocab.json</c> and <c>merges.txt</c> into a folder, which is made.</summary>
    /// <param name="size">How many tokens it should have; it has fewer if no pair comes twice any more.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>The vocabulary, read from there.</returns>
    /// <exception cref="InvalidInputException">The size is out of its range, no text was added, or the folder cannot be written.</exception>
    public ClipTokenizer Train(int size, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (size is < MinSize or > MaxSize) throw new InvalidInputException($"a vocabulary of {size} tokens, must be {MinSize} (bytes and marks alone) to {MaxSize}");
        if (_words.Count == 0) throw new InvalidInputException("there are no words to learn a vocabulary from");
        string merges = $"#version: 0.2\n{string.Concat(Merges(size - MinSize).Select(m => $"{m.Left} {m.Right}\n"))}";
        try
        {
            Directory.CreateDirectory(folder);
            // A list of merges alone says all: the tokenizer derives the ids and writes them down.
            string list = Path.Combine(folder, "vocabulary.part");
            File.WriteAllText(list, merges);
            ClipTokenizer tokenizer = ClipTokenizer.Load(list);
            File.Delete(list);
            tokenizer.Save(folder);
            return tokenizer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The pairs to merge, in order; at most <paramref name="count"/>.</summary>
    internal List<(string Left, string Right)> Merges(int count)
    {
        PairTable pairs = new(_words.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (Symbols(w.Key), w.Value)));
        List<string> tokens = [.. ByteAlphabet.Order.Select(b => ByteAlphabet.Characters[b].ToString())];
        tokens.AddRange([.. tokens.Select(t => t + Core.Tokenization.Vocabulary.EndOfWord)]);
        HashSet<string> known = new(tokens, StringComparer.Ordinal);
        List<(string, string)> merges = [];
        while (merges.Count < count && pairs.TryTake(out int left, out int right))
        {
            // One spelling, two ways to it: a second token of that name would have no id.
            if (!known.Add(tokens[left] + tokens[right])) continue;
            merges.Add((tokens[left], tokens[right]));
            pairs.Merge(left, right, tokens.Count);
            tokens.Add(tokens[left] + tokens[right]);
        }
        return merges;
    }

    private static int[] Symbols(string word)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(word);
        int[] symbols = [.. bytes.Select(b => s_idOfByte[b])];
        symbols[^1] += 256;
        return symbols;
    }

    private static readonly int[] s_idOfByte = IdsOfBytes();

    private static int[] IdsOfBytes()
    {
        int[] ids = new int[256];
        for (int i = 0; i < 256; i++) ids[ByteAlphabet.Order[i]] = i;
        return ids;
    }
}
