using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoCa.Core.Tokenization;

/// <summary>
/// CLIP's byte-pair tokenizer, id for id that of OpenCLIP, but for its mending of mojibake, which is left out.
/// </summary>
/// <remarks>
/// A text is cleaned (character references of HTML decoded, white space collapsed, lower case), split into words, each word's
/// UTF-8 bytes are merged into tokens. Any text can be encoded: what the vocabulary needs for that is checked when it is loaded.
/// Thread-safe: nothing changes after loading.
/// </remarks>
public sealed class ClipTokenizer
{
    private readonly Vocabulary _vocabulary;

    private ClipTokenizer(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>How many ids there are.</summary>
    public int VocabularySize => _vocabulary.Tokens.Length;

    /// <summary>The id that starts a text (in a text it is spelled <c>&lt;start_of_text&gt;</c>).</summary>
    public int StartId => _vocabulary.StartId;

    /// <summary>The id that ends a text (in a text it is spelled <c>&lt;end_of_text&gt;</c>).</summary>
    public int EndId => _vocabulary.EndId;

    /// <summary>The id that fills a row after its text: 0.</summary>
    public int PadId { get; }

    /// <summary>
    /// Loads a vocabulary: a folder with <c>vocab.json</c> and <c>merges.txt</c>, a <c>tokenizer.json</c>, or a merge list
    /// such as <c>bpe_simple_vocab_16e6.txt.gz</c>, packed or not.
    /// </summary>
    /// <exception cref="InvalidInputException">No such file, none of these forms, or a token is missing that encoding needs (the message names it).</exception>
    public static ClipTokenizer Load(string fileOrFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileOrFolder);
        return new(VocabularyReader.Read(fileOrFolder));
    }

    /// <summary>Encodes a text as one row of a batch: start, tokens, end, then <see cref="PadId"/>. A text that is too long is cut, its last id is the end.</summary>
    /// <param name="text">Any text; a surrogate without its other half counts as U+FFFD.</param>
    /// <param name="ids">The row, as long as the model's context.</param>
    /// <returns>How many ids come before the padding.</returns>
    public int Encode(ReadOnlySpan<char> text, Span<long> ids)
    {
        if (ids.IsEmpty) return 0;
        List<int> tokens = Tokens(text.ToString(), ids.Length);
        int n = Math.Min(tokens.Count + 2, ids.Length);
        ids[0] = StartId;
        for (int i = 1; i < n - 1; i++) ids[i] = tokens[i - 1];
        ids[n - 1] = EndId;
        ids[n..].Fill(PadId);
        return n;
    }

    /// <summary>Encodes a text as one row of <paramref name="contextLength"/> ids.</summary>
    public long[] Encode(string text, int contextLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        long[] ids = new long[contextLength];
        Encode(text, ids);
        return ids;
    }

    /// <summary>The text of ids, exactly as the reference spells it: each word is followed by a blank, the marks are spelled out. An unknown id is U+FFFD.</summary>
    public string Decode(ReadOnlySpan<long> ids)
    {
        List<byte> bytes = new(ids.Length * 4);
        foreach (long id in ids)
        {
            string? token = id == StartId ? WordSplitter.StartMark : id == EndId ? WordSplitter.EndMark
                : id >= 0 && id < _vocabulary.Tokens.Length ? _vocabulary.Tokens[id] : null;
            if (token is null)
            {
                bytes.AddRange("\ufffd"u8);
                continue;
            }
            foreach (char c in token)
            {
                int b = ByteAlphabet.ByteOf(c);
                if (b >= 0) bytes.Add((byte)b);
                else bytes.AddRange("\ufffd"u8);
            }
        }
        return Encoding.UTF8.GetString([.. bytes]).Replace(Vocabulary.EndOfWord, " ", StringComparison.Ordinal);
    }

    /// <summary>The text of generated ids for a reader: without the start, up to the first end, no blanks around.</summary>
    public string DecodeCaption(ReadOnlySpan<long> ids)
    {
        if (ids is [long first, ..] && first == StartId) ids = ids[1..];
        int end = ids.IndexOf(EndId);
        return Decode(end < 0 ? ids : ids[..end]).Trim();
    }

    /// <summary>Writes <c>vocab.json</c> and <c>merges.txt</c> into a folder.</summary>
    public void Save(string folder)
    {
        using (FileStream vocab = File.Create(Path.Combine(folder, "vocab.json"))) WriteVocabulary(vocab);
        using FileStream merges = File.Create(Path.Combine(folder, "merges.txt"));
        WriteMerges(merges);
    }

    /// <summary>Writes what <c>vocab.json</c> holds: tokens and their ids.</summary>
    public void WriteVocabulary(Stream stream)
    {
        using Utf8JsonWriter json = new(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        for (int id = 0; id < _vocabulary.Tokens.Length; id++)
            if (_vocabulary.Tokens[id] is { } token) json.WriteNumber(token, id);
        json.WriteEndObject();
    }

    /// <summary>Writes what <c>merges.txt</c> holds: pairs of tokens, the first to merge first.</summary>
    public void WriteMerges(Stream stream)
    {
        using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("#version: 0.2");
        foreach (Vocabulary.Merge merge in _vocabulary.Merges) text.WriteLine($"{_vocabulary.Tokens[merge.Left]} {_vocabulary.Tokens[merge.Right]}");
    }

    /// <summary>The ids of a text without marks around them; stops when there are <paramref name="enough"/>.</summary>
    private List<int> Tokens(string text, int enough)
    {
        List<int> ids = [];
        BytePairMerger merger = new(_vocabulary);
        byte[] bytes = [];
        WordSplitter words = new(TextCleaner.Clean(text));
        while (ids.Count < enough && words.MoveNext())
        {
            if (words.Current is WordSplitter.StartMark) ids.Add(StartId);
            else if (words.Current is WordSplitter.EndMark) ids.Add(EndId);
            else
            {
                int most = Encoding.UTF8.GetMaxByteCount(words.Current.Length);
                if (bytes.Length < most) bytes = new byte[most];
                merger.Merge(bytes.AsSpan(0, Encoding.UTF8.GetBytes(words.Current, bytes)), ids);
            }
        }
        return ids;
    }
}
