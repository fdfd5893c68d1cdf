using System.Text;
using CoCa.Core.Tokenization;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Core.Tests.Tokenization;

public class TokenizerFuzzTests
{
    private const int FilesPerForm = 25_000, Texts = 100_000;

    private static readonly string[] s_pieces =
    [
        "a", "dog", "The ", " cat", "'s", "'re", "'LL", "'", "\u2019", "&amp;", "&AMP", "&#x41;", "&#0;", "&#xD800;", "&#99999999999;", "&notit;", "&", "#", ";", "<start_of_text>", "<end_of_text>",
        "<", "</w>", "|>", "\u0130", "\u03a3", "\u039f\u03a3 ", "\u00df", "\u01c5", "\u0301", "\u200d", "\ufe0f", "\U0001f436", "\U0001d400", "\ud800", "\udc00", "\0", "\x1c", "\u0085", "\u00a0", "\u3000", "\t\n",
        "0", "\u0663", "\u2167", "\u732b", "\ud55c", "\uffff", "\ufffd", "!?", "   ",
    ];

    private static readonly Lazy<ClipTokenizer> s_clip = new(() => ClipTokenizer.Load(CoCa.Testing.TestData.Fixture("tokenizer", "bpe_simple_vocab_16e6.txt.gz")));

    [Fact]
    public void A_damaged_merge_list_loads_or_is_refused() => Damage(SmallVocabulary.MergeList, bytes => VocabularyReader.MergeList("list", bytes));

    [Fact]
    public void A_damaged_packed_list_loads_or_is_refused() => Damage(SmallVocabulary.Packed, bytes => VocabularyReader.MergeList("list", VocabularyReader.Unpack("list", bytes)));

    [Fact]
    public void A_damaged_vocabulary_with_merges_loads_or_is_refused()
    {
        byte[] vocab = SmallVocabulary.Vocab, merges = SmallVocabulary.MergeList;
        int turn = 0;
        Damage([.. vocab, .. merges], bytes => turn++ % 2 == 0
            ? VocabularyReader.VocabAndMerges("vocab", bytes.AsSpan(0, Math.Min(bytes.Length, vocab.Length)), "merges", merges)
            : VocabularyReader.VocabAndMerges("vocab", vocab, "merges", bytes.AsSpan(Math.Min(bytes.Length, vocab.Length))));
    }

    [Fact]
    public void A_damaged_tokenizer_json_loads_or_is_refused() => Damage(SmallVocabulary.TokenizerJson(true, true), bytes => VocabularyReader.TokenizerJson("json", bytes));

    [Fact]
    public void Any_text_becomes_a_whole_row_that_reads_as_the_cleaned_text()
    {
        ClipTokenizer clip = s_clip.Value;
        long[] row = new long[77];
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            string text = Text(new Random(seed));
            int n = clip.Encode(text, row);
            Assert.InRange(n, 2, 77);
            Assert.Equal(clip.StartId, row[0]);
            Assert.Equal(clip.EndId, row[n - 1]);
            Assert.All(row[..n], id => Assert.InRange(id, 0, clip.VocabularySize - 1));
            Assert.All(row[n..], id => Assert.Equal(0, id));
            string cleaned = TextCleaner.Clean(text).Replace(" ", "", StringComparison.Ordinal), decoded = clip.Decode(row.AsSpan(1, n - 2)).Replace(" ", "", StringComparison.Ordinal);
            if (n < 77) Assert.Equal(cleaned, decoded);
            else Assert.StartsWith(decoded.TrimEnd('\ufffd'), cleaned, StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Texts));
    }

    /// <summary>Pieces that mean something to some stage, and any UTF-16 units between them.</summary>
    private static string Text(Random random)
    {
        StringBuilder text = new();
        for (int n = random.Next(24); n > 0; n--)
        {
            if (random.Next(3) > 0) text.Append(s_pieces[random.Next(s_pieces.Length)]);
            else text.Append((char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x250));
        }
        return text.ToString();
    }

    private static void Damage(byte[] file, Func<byte[], Vocabulary> read) => Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
    {
        try
        {
            Vocabulary vocabulary = read(Mutation.Of(file, seed));
            List<int> ids = [];
            new BytePairMerger(vocabulary).Merge("the abababab ## {}"u8, ids);
            Assert.All(ids, id => Assert.InRange(id, 0, vocabulary.Tokens.Length - 1));
        }
        catch (InvalidInputException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(FilesPerForm));
}
