using System.Text.Json;
using CoCa.Core.Tokenization;

namespace CoCa.Core.Tests.Tokenization;

public class ClipTokenizerTests
{
    private static readonly Lazy<ClipTokenizer> s_clip = new(() => ClipTokenizer.Load(TestData.Fixture("tokenizer", "bpe_simple_vocab_16e6.txt.gz")));

    private static ClipTokenizer Clip => s_clip.Value;

    [Fact]
    public void Every_case_in_the_repository_has_the_ids_and_the_text_of_the_reference()
    {
        (int same, List<string> mended, List<string> wrong) = Compare(Clip, TestData.Fixture("tokenizer", "cases.jsonl"));
        Assert.Empty(wrong);
        Assert.Equal(3, mended.Count);
        Assert.InRange(same, 55, 70);
    }

    [Theory]
    [InlineData("")]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("bpe_simple_vocab_16e6.txt.gz")]
    public void Every_case_of_the_shared_set_is_equal_but_the_49_that_the_reference_mends_first(string file)
    {
        ClipTokenizer tokenizer = ClipTokenizer.Load(TestData.Require("data", "clip_bpe", file));
        (int same, List<string> mended, List<string> wrong) = Compare(tokenizer, TestData.Require("fixtures", "tokenizer", "cases.jsonl"));
        Assert.Empty(wrong);
        Assert.Equal(551, same);
        Assert.Equal(49, mended.Count);
        TestContext.Current.TestOutputHelper?.WriteLine("not judged, mended by the reference:\n" + string.Join('\n', mended));
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_and_ends_with_the_end()
    {
        long[] ids = Clip.Encode(string.Concat(Enumerable.Repeat("dog ", 100)), 76);
        Assert.Equal(Clip.StartId, ids[0]);
        Assert.All(ids[1..^1], id => Assert.Equal(1929, id));
        Assert.Equal(Clip.EndId, ids[^1]);
    }

    [Fact]
    public void A_row_is_padded_with_zeros_and_the_count_leaves_them_out()
    {
        long[] ids = [7, 7, 7, 7, 7];
        Assert.Equal(3, Clip.Encode("dog", ids));
        Assert.Equal([49406, 1929, 49407, 0, 0], ids);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_row_of_almost_no_length_is_filled_as_far_as_it_goes(int length)
    {
        long[] ids = new long[length];
        Assert.Equal(length, Clip.Encode("a dog", ids));
        if (length > 0) Assert.Equal(Clip.EndId, ids[^1]);
        if (length > 1) Assert.Equal(Clip.StartId, ids[0]);
    }

    [Fact]
    public void A_generated_row_is_decoded_for_a_reader_without_marks_and_what_follows_them()
    {
        Assert.Equal("two dogs on a sofa", Clip.DecodeCaption([.. Clip.Encode("Two dogs on a sofa", 20)]));
        Assert.Equal("dog \ufffd", Clip.DecodeCaption([1929, 99999, -1, 49407]).Replace("\ufffd\ufffd", "\ufffd", StringComparison.Ordinal));
        Assert.Equal("", Clip.DecodeCaption([]));
    }

    [Fact]
    public void A_saved_vocabulary_loads_again_and_gives_the_same_ids()
    {
        string folder = Directory.CreateTempSubdirectory("coca-tokenizer-").FullName;
        try
        {
            Clip.Save(folder);
            ClipTokenizer again = ClipTokenizer.Load(folder);
            Assert.Equal(Clip.VocabularySize, again.VocabularySize);
            (_, _, List<string> wrong) = Compare(again, TestData.Fixture("tokenizer", "cases.jsonl"));
            Assert.Empty(wrong);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void A_word_of_100_kB_takes_no_quadratic_time()
    {
        // A square of 100,000 would be 10^10 steps, minutes; n log n takes a fraction of a second even on a busy machine.
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (string word in (string[])[new('a', 100_000), new('\u732b', 33_000), new('&', 100_000), new('\u03a3', 50_000),
            string.Concat(Enumerable.Repeat("abcdefghij", 10_000)), string.Concat(Enumerable.Repeat("&am", 30_000)), new('\'', 100_000)])
        {
            Assert.Equal(77, Clip.Encode(word, new long[77]));
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
    }

    private static (int Same, List<string> Mended, List<string> Wrong) Compare(ClipTokenizer tokenizer, string cases)
    {
        int same = 0;
        List<string> mended = [], wrong = [];
        long[] row = new long[77];
        foreach (string line in File.ReadLines(cases))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement c = json.RootElement;
            string text = c.GetProperty("text").GetString()!;
            long[] ids = [.. c.GetProperty("ids").EnumerateArray().Select(i => i.GetInt64())];
            if (c.TryGetProperty("ftfy_changes_ids", out JsonElement changed) && changed.GetBoolean())
            {
                mended.Add(text);
                continue;
            }
            int n = tokenizer.Encode(text, row);
            string decoded = tokenizer.Decode(row.AsSpan(1, n - 2));
            if (row.AsSpan(0, n).SequenceEqual(ids) && decoded == c.GetProperty("decoded").GetString()) same++;
            else wrong.Add($"{text} -> {string.Join(' ', row[..n])} ({decoded}), expected {string.Join(' ', ids)}");
        }
        return (same, mended, wrong);
    }
}
