using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CoCa.Core.Tokenization;

namespace CoCa.Core.Tests.Tokenization;

/// <summary>A vocabulary of a few merges in every form that one is passed on in.</summary>
internal static class SmallVocabulary
{
    private static readonly string[] s_merges = ["t h", "th e</w>", "d o", "do g</w>", "c a", "ca t</w>", "a b", "ab ab", "# #", "# #</w>", "{ }</w>"];

    /// <summary>512 bytes, the merges, two marks.</summary>
    public static int Size => 512 + s_merges.Length + 2;

    public static byte[] MergeList => Encoding.UTF8.GetBytes("#version: 0.2\n" + string.Join('\n', s_merges) + "\n");

    public static byte[] Packed
    {
        get
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(MergeList);
            return packed.ToArray();
        }
    }

    public static byte[] Vocab => VocabWithout(null);

    /// <summary>The vocabulary with another token in the place of one.</summary>
    public static byte[] VocabWithout(string? removed)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json)) WriteVocab(writer, "<|startoftext|>", "<|endoftext|>", removed);
        return json.ToArray();
    }

    /// <summary>Hugging Face's form; merges as strings or as pairs, the marks among the vocabulary or only among the added tokens.</summary>
    public static byte[] TokenizerJson(bool pairs, bool marksAreAdded)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteStartArray("added_tokens");
            foreach ((string mark, int id) in ((string, int)[])[("<|startoftext|>", Size - 2), ("<|endoftext|>", Size - 1)])
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", id);
                writer.WriteString("content", mark);
                writer.WriteBoolean("special", true);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteStartObject("model");
            writer.WriteString("type", "BPE");
            writer.WriteString("end_of_word_suffix", "</w>");
            writer.WritePropertyName("vocab");
            WriteVocab(writer, marksAreAdded ? null : "<|startoftext|>", marksAreAdded ? null : "<|endoftext|>");
            writer.WriteStartArray("merges");
            foreach (string merge in s_merges)
            {
                if (!pairs) writer.WriteStringValue(merge);
                else
                {
                    writer.WriteStartArray();
                    foreach (string half in merge.Split(' ')) writer.WriteStringValue(half);
                    writer.WriteEndArray();
                }
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return json.ToArray();
    }

    private static void WriteVocab(Utf8JsonWriter writer, string? start, string? end, string? removed = null)
    {
        List<string?> tokens = [];
        foreach (string suffix in (string[])["", "</w>"])
            foreach (byte b in ByteAlphabet.Order) tokens.Add(ByteAlphabet.Characters[b] + suffix);
        tokens.AddRange(s_merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal)));
        tokens.AddRange([start, end]);
        writer.WriteStartObject();
        for (int id = 0; id < tokens.Count; id++)
            if (tokens[id] is { } token) writer.WriteNumber(token == removed ? "another" : token, id);
        writer.WriteEndObject();
    }
}
