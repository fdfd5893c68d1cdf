using System.Text;
using CoCa.Core.Tokenization;

namespace CoCa.Core.Tests.Tokenization;

public class VocabularyTests
{
    [Fact]
    public void Every_form_of_a_vocabulary_of_any_size_gives_the_same_ids()
    {
        using TemporaryFolder folder = new();
        List<string> files = [];
        foreach ((string name, byte[] content) in ((string, byte[])[])[("list.txt", SmallVocabulary.MergeList), ("list.txt.gz", SmallVocabulary.Packed),
            ("a.json", SmallVocabulary.TokenizerJson(false, false)), ("b.json", SmallVocabulary.TokenizerJson(true, false)), ("c.json", SmallVocabulary.TokenizerJson(true, true)),
            ("merges.txt", SmallVocabulary.MergeList), ("vocab.json", SmallVocabulary.Vocab)])
        {
            files.Add(Path.Combine(folder.Path, name));
            File.WriteAllBytes(files[^1], content);
        }
        long[] expected = ClipTokenizer.Load(folder.Path).Encode("The dog, the cat ababx ## {}", 40);
        Assert.Equal([SmallVocabulary.Size - 2, 513, 515, 267, 513, 517], expected[..6]);
        foreach (string file in files)
        {
            ClipTokenizer tokenizer = ClipTokenizer.Load(file);
            Assert.Equal(SmallVocabulary.Size, tokenizer.VocabularySize);
            Assert.Equal(expected, tokenizer.Encode("The dog, the cat ababx ## {}", 40));
            Assert.Equal("the dog , the cat ababx ## {}", tokenizer.DecodeCaption(expected));
        }
    }

    [Theory]
    [InlineData("<|endoftext|>", "<end_of_text>")]
    [InlineData("the</w>", "the</w>")]
    [InlineData("a</w>", "\"a</w>\"")]
    [InlineData("z", "\"z\"")]
    public void A_vocabulary_without_a_needed_token_is_refused_by_the_tokens_name(string removed, string named)
    {
        byte[] vocab = SmallVocabulary.VocabWithout(removed);
        InvalidInputException e = Assert.Throws<InvalidInputException>(() => VocabularyReader.VocabAndMerges("vocab.json", vocab, "merges.txt", SmallVocabulary.MergeList));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#version: 0.2\nt h\nth\n", "line 3")]
    [InlineData("t h e\n", "line 1")]
    [InlineData(" h\n", "line 1")]
    [InlineData("t h\nth x y\n", "line 2")]
    [InlineData("t hh\n", "\"hh\"")]
    public void A_merge_list_with_a_fault_is_refused_by_its_line(string list, string named)
    {
        Assert.Contains(named, Assert.Throws<InvalidInputException>(() => VocabularyReader.MergeList("merges.txt", Encoding.UTF8.GetBytes(list))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_merges_at_all_is_a_vocabulary_of_bytes() => Assert.Equal(514, VocabularyReader.MergeList("merges.txt", default).Tokens.Length);

    [Theory]
    [InlineData("{}", "model")]
    [InlineData("""{"model": {"type": "WordPiece"}}""", "WordPiece")]
    [InlineData("""{"model": {"type": "BPE"}}""", "end_of_word_suffix")]
    [InlineData("""{"model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {"a": -1}, "merges": []}}""", "-1")]
    [InlineData("""{"model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {"a": 1, "b": 1}, "merges": []}}""", "same id 1")]
    [InlineData("""{"model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {"a": 0.5}, "merges": []}}""", "tokenizer.json")]
    [InlineData("""{"model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {}, "merges": [3]}}""", "merge 1")]
    [InlineData("not json", "tokenizer.json")]
    public void A_tokenizer_json_of_another_kind_is_refused_by_what_is_wrong(string json, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidInputException>(() => VocabularyReader.TokenizerJson("tokenizer.json", Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_unpacks_without_end_is_refused()
    {
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i <= VocabularyReader.MaxBytes >> 20; i++) gzip.Write(zeros);
        }
        Assert.Contains("unpacks to more", Assert.Throws<InvalidInputException>(() => VocabularyReader.Unpack("bomb.gz", packed.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("no tokenizer", Assert.Throws<InvalidInputException>(() => ClipTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("absent.json", Assert.Throws<InvalidInputException>(() => ClipTokenizer.Load(Path.Combine(folder.Path, "absent.json"))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(folder.Path, "vocab.json"), SmallVocabulary.Vocab);
        Assert.Contains("merges.txt", Assert.Throws<InvalidInputException>(() => ClipTokenizer.Load(Path.Combine(folder.Path, "vocab.json"))).Message, StringComparison.Ordinal);
    }
}
