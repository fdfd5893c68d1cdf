using System.IO.Compression;
using System.Text.Json;

namespace CoCa.Core.Tokenization;

/// <summary>Reads the three forms in which CLIP's vocabulary is passed on. Which one a file has is told by its content.</summary>
internal static class VocabularyReader
{
    /// <summary>A vocabulary file may not be larger, packed or unpacked.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>How many merges CLIP takes from its list, which goes on for long after them.</summary>
    private const int ClipMerges = 49152 - 256 - 2;

    private const string VocabName = "vocab.json", MergesName = "merges.txt";

    /// <summary>Reads a file of any form, or the folder that holds one.</summary>
    public static Vocabulary Read(string path)
    {
        if (Directory.Exists(path)) return ReadFolder(path);
        byte[] bytes = ReadFile(path);
        string name = Path.GetFileName(path), folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (IsGzip(bytes)) return MergeList(name, Unpack(name, bytes));
        if (IsJson(bytes))
        {
            if (HasModel(name, bytes)) return TokenizerJson(name, bytes);
            string merges = Path.Combine(folder, MergesName);
            if (!File.Exists(merges)) throw new InvalidInputException($"{path} is a list of tokens; expected {MergesName} beside it");
            return VocabAndMerges(name, bytes, MergesName, ReadFile(merges));
        }
        string vocab = Path.Combine(folder, VocabName);
        return name == MergesName && File.Exists(vocab) ? VocabAndMerges(VocabName, ReadFile(vocab), name, bytes) : MergeList(name, bytes);
    }

    /// <summary><c>vocab.json</c> (token to id) and <c>merges.txt</c>.</summary>
    public static Vocabulary VocabAndMerges(string vocabName, ReadOnlySpan<byte> vocab, string mergesName, ReadOnlySpan<byte> merges)
    {
        Dictionary<string, int> ids = new(vocab.Length / 16, StringComparer.Ordinal);
        try
        {
            Utf8JsonReader json = new(vocab);
            json.Read();
            ReadTokens(vocabName, ref json, ids);
            while (json.Read()) { }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotJson(vocabName, e);
        }
        return new(vocabName, ById(vocabName, ids), ids, Merges(mergesName, merges, ids));
    }

    /// <summary>The merge list alone; the ids follow from it: 256 bytes, 256 bytes that end a word, the merges, two marks.</summary>
    public static Vocabulary MergeList(string name, ReadOnlySpan<byte> text)
    {
        int count = 0;
        MergeReader reader = new(name, text);
        List<string> tokens = [.. ByteAlphabet.Order.Select(b => ByteAlphabet.Characters[b].ToString())];
        tokens.AddRange([.. tokens.Select(t => t + Vocabulary.EndOfWord)]);
        for (; count < ClipMerges && reader.MoveNext(); count++) tokens.Add(reader.Result.ToString());
        tokens.AddRange([WordSplitter.StartMark, WordSplitter.EndMark]);
        Dictionary<string, int> ids = new(tokens.Count, StringComparer.Ordinal);
        for (int i = 0; i < tokens.Count; i++) ids[tokens[i]] = i;
        return new(name, [.. tokens], ids, Merges(name, text, ids, count));
    }

    /// <summary>The form of Hugging Face's tokenizers library.</summary>
    public static Vocabulary TokenizerJson(string name, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8);
            JsonElement model = Part(name, json.RootElement, "model");
            Expect(name, model, "type", "BPE");
            Expect(name, model, "end_of_word_suffix", Vocabulary.EndOfWord);
            Dictionary<string, int> ids = new(StringComparer.Ordinal);
            foreach (JsonProperty p in Part(name, model, "vocab").EnumerateObject()) AddToken(name, ids, p.Name, p.Value.GetInt32());
            if (json.RootElement.TryGetProperty("added_tokens", out JsonElement added) && added.ValueKind == JsonValueKind.Array)
                foreach (JsonElement token in added.EnumerateArray())
                    AddToken(name, ids, Part(name, token, "content").GetString() ?? "", Part(name, token, "id").GetInt32());
            List<Vocabulary.Merge> merges = [];
            MergeReader pair = new(name, default);
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (JsonElement merge in Part(name, model, "merges").EnumerateArray())
            {
                int number = merges.Count + 1;
                if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2) pair.Set($"{merge[0].GetString()} {merge[1].GetString()}", number);
                else if (merge.ValueKind == JsonValueKind.String) pair.Set(merge.GetString()!, number);
                else throw new InvalidInputException($"{name}: merge {number} is {merge.GetRawText()}, expected two tokens");
                merges.Add(pair.Resolve(lookup, number));
            }
            return new(name, ById(name, ids), ids, merges);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw NotJson(name, e);
        }
    }

    /// <summary>Unpacks a gzip file within the size limit.</summary>
    public static byte[] Unpack(string name, byte[] packed)
    {
        try
        {
            using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
            using MemoryStream text = new();
            byte[] buffer = new byte[81920];
            for (int n; (n = gzip.Read(buffer)) > 0;)
            {
                if (text.Length + n > MaxBytes) throw new InvalidInputException($"{name} unpacks to more than {MaxBytes >> 20} MB");
                text.Write(buffer, 0, n);
            }
            return text.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidInputException($"{name} is no whole gzip file: {e.Message}", e);
        }
    }

    private static Vocabulary ReadFolder(string folder)
    {
        string vocab = Path.Combine(folder, VocabName), merges = Path.Combine(folder, MergesName);
        if (File.Exists(vocab) && File.Exists(merges)) return VocabAndMerges(VocabName, ReadFile(vocab), MergesName, ReadFile(merges));
        foreach (string name in (string[])["tokenizer.json", "bpe_simple_vocab_16e6.txt.gz"])
            if (File.Exists(Path.Combine(folder, name))) return Read(Path.Combine(folder, name));
        throw new InvalidInputException($"{folder} has no tokenizer; expected {VocabName} and {MergesName}, tokenizer.json, or bpe_simple_vocab_16e6.txt.gz");
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaxBytes) throw new InvalidInputException($"{path} has {length} bytes; a tokenizer has at most {MaxBytes}");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {FileProblem.Of(e)}", e);
        }
    }

    private static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        // A merge list begins with a comment or a pair of tokens, and "{" is a token as well: JSON goes on with a string.
        ReadOnlySpan<byte> rest = bytes.TrimStart(" \t\r\n"u8);
        return rest.StartsWith("{"u8) && rest[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];
    }

    private static bool HasModel(string name, ReadOnlySpan<byte> utf8)
    {
        try
        {
            Utf8JsonReader json = new(utf8);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool model = json.ValueTextEquals("model"u8);
                json.Read();
                if (model) return json.TokenType == JsonTokenType.StartObject;
                json.Skip();
            }
            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotJson(name, e);
        }
    }

    private static void ReadTokens(string name, ref Utf8JsonReader json, Dictionary<string, int> ids)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new InvalidInputException($"{name}: expected an object of tokens and ids");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string token = json.GetString()!;
            if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out int id))
                throw new InvalidInputException($"{name}: the id of \"{token}\" is no whole number");
            AddToken(name, ids, token, id);
        }
    }

    private static void AddToken(string name, Dictionary<string, int> ids, string token, int id)
    {
        if (id is < 0 or >= Vocabulary.MaxTokens) throw new InvalidInputException($"{name}: the id of \"{token}\" is {id}, expected 0 to {Vocabulary.MaxTokens - 1}");
        ids[token] = id;
    }

    private static string?[] ById(string name, Dictionary<string, int> ids)
    {
        string?[] tokens = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach ((string token, int id) in ids)
        {
            if (tokens[id] is { } other) throw new InvalidInputException($"{name}: \"{other}\" and \"{token}\" have the same id {id}");
            tokens[id] = token;
        }
        return tokens;
    }

    private static List<Vocabulary.Merge> Merges(string name, ReadOnlySpan<byte> utf8, Dictionary<string, int> ids, int most = Vocabulary.MaxTokens)
    {
        List<Vocabulary.Merge> merges = [];
        MergeReader reader = new(name, utf8);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        while (merges.Count < most && reader.MoveNext()) merges.Add(reader.Resolve(lookup, merges.Count + 1));
        return merges;
    }

    private static JsonElement Part(string name, JsonElement whole, string key) =>
        whole.TryGetProperty(key, out JsonElement part) ? part : throw new InvalidInputException($"{name} has no \"{key}\"");

    private static void Expect(string name, JsonElement model, string key, string expected)
    {
        string? got = model.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (got != expected) throw new InvalidInputException($"{name}: the model's {key} is {(got is null ? "missing" : $"\"{got}\"")}, expected \"{expected}\"");
    }

    private static InvalidInputException NotJson(string name, Exception e) => new($"{name} cannot be read as a tokenizer: {e.Message}", e);
}
