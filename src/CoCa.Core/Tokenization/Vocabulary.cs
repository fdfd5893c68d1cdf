namespace CoCa.Core.Tokenization;

/// <summary>
/// The tokens of a byte-pair vocabulary and the pairs that merge, checked once: every byte, both marks and both halves and the
/// result of every merge are there, so that encoding cannot fail later.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>What marks the last token of a word.</summary>
    public const string EndOfWord = "</w>";

    /// <summary>Two tokens and what they become.</summary>
    internal readonly record struct Merge(int Left, int Right, int Result);

    /// <summary>The largest vocabulary that is read.</summary>
    public const int MaxTokens = 1 << 22;

    private readonly Dictionary<ulong, (int Rank, int Result)> _pairs;

    /// <summary>Checks and joins a vocabulary's parts.</summary>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="tokens">The tokens by id; null where an id is not used.</param>
    /// <param name="ids">The ids by token.</param>
    /// <param name="merges">Pairs that merge, the first to merge first.</param>
    public Vocabulary(string source, string?[] tokens, Dictionary<string, int> ids, IReadOnlyList<Merge> merges)
    {
        Tokens = tokens;
        Merges = merges;
        StartId = Mark(source, ids, WordSplitter.StartMark, "<|startoftext|>");
        EndId = Mark(source, ids, WordSplitter.EndMark, "<|endoftext|>");
        for (int b = 0; b < 256; b++)
        {
            string token = ByteAlphabet.Characters[b].ToString();
            ByteIds[b] = Id(source, ids, token, $"byte {b}");
            LastByteIds[b] = Id(source, ids, token + EndOfWord, $"byte {b} at the end of a word");
        }
        _pairs = new(merges.Count);
        for (int rank = 0; rank < merges.Count; rank++) _pairs[Key(merges[rank].Left, merges[rank].Right)] = (rank, merges[rank].Result);
    }

    /// <summary>The tokens by id, spelled in <see cref="ByteAlphabet"/>; null where an id is not used.</summary>
    public string?[] Tokens { get; }

    /// <summary>The pairs that merge, the first to merge first.</summary>
    public IReadOnlyList<Merge> Merges { get; }

    /// <summary>The id of the mark of a text's start.</summary>
    public int StartId { get; }

    /// <summary>The id of the mark of a text's end.</summary>
    public int EndId { get; }

    /// <summary>The ids of single bytes.</summary>
    public int[] ByteIds { get; } = new int[256];

    /// <summary>The ids of single bytes at the end of a word.</summary>
    public int[] LastByteIds { get; } = new int[256];

    /// <summary>Whether two tokens merge, how early, and into what.</summary>
    public bool TryMerge(int left, int right, out int rank, out int result)
    {
        bool found = _pairs.TryGetValue(Key(left, right), out (int Rank, int Result) pair);
        (rank, result) = pair;
        return found;
    }

    /// <summary>The complaint about a token that is not there.</summary>
    public static InvalidInputException Lacks(string source, ReadOnlySpan<char> token, string why) => new($"{source}: the vocabulary lacks the token \"{token}\", which {why} needs");

    private static ulong Key(int left, int right) => (ulong)(uint)left << 32 | (uint)right;

    private static int Id(string source, Dictionary<string, int> ids, string token, string why) => ids.TryGetValue(token, out int id) ? id : throw Lacks(source, token, why);

    private static int Mark(string source, Dictionary<string, int> ids, string name, string otherName) =>
        ids.TryGetValue(name, out int id) || ids.TryGetValue(otherName, out id) ? id
            : throw new InvalidInputException($"{source}: the vocabulary lacks the token \"{name}\" (or \"{otherName}\")");
}
