using System.Text.Json;
using CoCa.Core;
using CoCa.Core.Tokenization;
using CoCa.Training.Data;
using CoCa.Training.Vocabulary;

namespace CoCa.Training.Tests.Vocabulary;

public sealed class BytePairTrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Merges_are_those_of_counting_everything_anew_each_time()
    {
        Random random = new(5);
        for (int round = 0; round < 20; round++)
        {
            string[] words = [.. Enumerable.Range(0, 60).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(4)))))];
            BytePairTrainer trainer = new();
            foreach (string word in words) trainer.Add(word);
            Assert.Equal(Naive(words, 40), trainer.Merges(40));
        }
    }

    [Fact]
    public void The_vocabulary_has_its_size_its_marks_last_and_an_uncommon_pad()
    {
        string[] texts = ["A dog runs !", "Two dogs run.", "the dog's ball 12", "éclair 狗"];
        BytePairTrainer trainer = Trainer([.. texts, .. texts]);
        ClipTokenizer tokenizer = trainer.Train(530, _folder.Path);
        Assert.Equal(["merges.txt", "vocab.json"], _folder.Names);
        Assert.Equal((530, 528, 529, 0), (tokenizer.VocabularySize, tokenizer.StartId, tokenizer.EndId, tokenizer.PadId));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(_folder["vocab.json"]));
        Assert.Equal(530, json.RootElement.EnumerateObject().Count());
        Assert.Equal((0, 528, 529), (json.RootElement.GetProperty("!").GetInt32(), json.RootElement.GetProperty("<start_of_text>").GetInt32(), json.RootElement.GetProperty("<end_of_text>").GetInt32()));
        ClipTokenizer again = ClipTokenizer.Load(_folder.Path);
        foreach (string text in (string[])["A dog runs!", "unseen wörds 狗 \U0001F600", "the dog's"])
        {
            long[] ids = again.Encode(text, 60);
            Assert.Equal(ids, tokenizer.Encode(text, 60));
            Assert.Equal(text.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal), again.DecodeCaption(ids).Replace(" ", "", StringComparison.Ordinal));
            Assert.DoesNotContain(0, ids[..ids.IndexOf(again.EndId)]);
        }
    }

    [Fact]
    public void The_order_of_texts_does_not_matter()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"picture number {i * 7919 % 200} shows {i * 31 % 200} things")];
        Assert.Equal(Trainer(texts).Merges(300), Trainer([.. texts.Reverse()]).Merges(300));
    }

    [Fact]
    public void A_small_text_gives_a_smaller_vocabulary_than_asked_for()
    {
        ClipTokenizer tokenizer = Trainer("ab ab").Train(3000, _folder["new"]);
        Assert.Equal(515, tokenizer.VocabularySize);
    }

    [Fact]
    public void Wrong_settings_are_named()
    {
        Assert.Contains("513 tokens", Assert.Throws<InvalidInputException>(() => Trainer("a").Train(513, _folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("no words", Assert.Throws<InvalidInputException>(() => Trainer(" ").Train(600, _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_thousand_tokens_of_real_captions_need_few_ids_a_caption()
    {
        using ISampleSource source = SampleSource.Open(TestData.Require("data", "flickr8k-val.tar"));
        BytePairTrainer trainer = new();
        for (int i = 0; i < source.Count; i++)
            foreach (string caption in source.Read(i).Captions) trainer.Add(caption);
        ClipTokenizer tokenizer = trainer.Train(3000, _folder.Path);
        Assert.Equal(3000, tokenizer.VocabularySize);
        long[] ids = new long[77];
        Assert.Equal(9, tokenizer.Encode("A brown dog runs through the grass", ids));
    }

    [Fact]
    public void Any_bytes_as_text_give_a_vocabulary_that_can_spell_them()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] noise = new byte[1 + seed % 100];
            new Random(seed).NextBytes(noise);
            string text = System.Text.Encoding.Latin1.GetString(noise) + System.Text.Encoding.UTF8.GetString(noise);
            BytePairTrainer trainer = Trainer(text, text, "&amp;<end_of_text>");
            ClipTokenizer tokenizer = trainer.Train(560, _folder[$"{seed}"]);
            Assert.True(tokenizer.Encode(text, new long[400]) >= 2);
        }
    }

    private static BytePairTrainer Trainer(params string[] texts)
    {
        BytePairTrainer trainer = new();
        foreach (string text in texts) trainer.Add(text);
        return trainer;
    }

    /// <summary>Words of letters a to z only.</summary>
    private static List<(string Left, string Right)> Naive(string[] words, int count)
    {
        List<string>[] symbols = [.. words.Select(w => w.Select((c, i) => i == w.Length - 1 ? c + "</w>" : c.ToString()).ToList())];
        List<string> tokens = [.. Enumerable.Range('a', 26).Select(c => ((char)c).ToString()), .. Enumerable.Range('a', 26).Select(c => (char)c + "</w>")];
        List<(string, string)> merges = [];
        while (merges.Count < count)
        {
            var best = symbols.SelectMany(s => s.Zip(s.Skip(1))).GroupBy(p => p).Where(g => g.Count() > 1 && !tokens.Contains(g.Key.First + g.Key.Second))
                .OrderByDescending(g => g.Count()).ThenBy(g => tokens.IndexOf(g.Key.First)).ThenBy(g => tokens.IndexOf(g.Key.Second)).FirstOrDefault();
            if (best is null) break;
            (string left, string right) = best.Key;
            foreach (List<string> s in symbols)
                for (int i = 0; i + 1 < s.Count; i++)
                {
                    if (s[i] != left || s[i + 1] != right) continue;
                    s[i] = left + right;
                    s.RemoveAt(i + 1);
                }
            merges.Add((left, right));
            tokens.Add(left + right);
        }
        return merges;
    }
}
