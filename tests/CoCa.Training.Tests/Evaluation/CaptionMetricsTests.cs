using System.Text.Json;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;

namespace CoCa.Training.Tests.Evaluation;

public sealed class CaptionMetricsTests
{
    [Fact]
    public void Recorded_scores_are_met_for_the_corpus_and_for_each_picture()
    {
        using JsonDocument json = Recorded();
        JsonElement[] items = [.. json.RootElement.GetProperty("items").EnumerateArray()];
        CaptionScores scores = CaptionMetrics.Score([.. items.Select(i => i.GetProperty("candidate").GetString()!)], [.. items.Select(i => Strings(i.GetProperty("references")))]);
        JsonElement corpus = json.RootElement.GetProperty("corpus");
        foreach ((string name, double score) in ((string, double)[])[("BLEU-1", scores.Bleu1), ("BLEU-2", scores.Bleu2), ("BLEU-3", scores.Bleu3), ("BLEU-4", scores.Bleu4), ("ROUGE-L", scores.RougeL), ("CIDEr-D", scores.CiderD)])
            Assert.Equal(corpus.GetProperty(name).GetDouble(), score, 1e-6);
        for (int i = 0; i < items.Length; i++)
        {
            Assert.Equal(items[i].GetProperty("rouge_l").GetDouble(), scores.RougeLEach[i], 1e-6);
            Assert.Equal(items[i].GetProperty("cider_d").GetDouble(), scores.CiderDEach[i], 1e-6);
        }
    }

    [Fact]
    public void Recorded_words_are_met()
    {
        using JsonDocument json = Recorded();
        foreach (JsonElement item in json.RootElement.GetProperty("items").EnumerateArray())
        {
            Assert.Equal(Strings(item.GetProperty("candidate_tokens")), CaptionWords.Split(item.GetProperty("candidate").GetString()!));
            foreach ((string text, JsonElement words) in Strings(item.GetProperty("references")).Zip(item.GetProperty("reference_tokens").EnumerateArray()))
                Assert.Equal(Strings(words), CaptionWords.Split(text));
        }
    }

    [Fact]
    public void One_persons_captions_score_against_the_others_what_is_known_of_them()
    {
        using ISampleSource data = SampleSource.Open(TestData.Require("data", "flickr8k-val.tar"));
        IReadOnlyList<string>[] captions = [.. Enumerable.Range(0, data.Count).Select(i => data.Read(i).Captions)];
        CaptionScores scores = CaptionMetrics.Score([.. captions.Select(c => c[0])], [.. captions.Select(c => (IReadOnlyList<string>)[.. c.Skip(1)])]);
        Assert.InRange(scores.Bleu4, 0.211, 0.213);
        Assert.InRange(scores.CiderD, 0.80, 0.82);
    }

    [Theory]
    [InlineData("A dog's tail isn't short, it\u2019s 3.5 m!", "a dog 's tail is n't short it 's 3.5 m")]
    [InlineData("n't 's well-known_thing T-shirts'", "n't s well-known thing t-shirts")]
    [InlineData(" . ", "")]
    public void Words_are_lower_case_without_punctuation_and_clitics_stand_apart(string text, string words) => Assert.Equal(words, string.Join(' ', CaptionWords.Split(text)));

    [Fact]
    public void A_caption_equal_to_a_reference_is_perfect_and_an_empty_one_is_nothing()
    {
        string[][] references = [["a dog runs on green grass", "a brown dog outside"], ["two men ride bikes", "people on bicycles"]];
        CaptionScores perfect = CaptionMetrics.Score([.. references.Select(r => r[0])], references), empty = CaptionMetrics.Score(["", ""], references);
        Assert.Equal((1.0, 1.0, 1.0, 2), (perfect.Bleu1, perfect.Bleu4, perfect.RougeL, perfect.Distinct));
        Assert.Equal((0.0, 0.0, 0.0, 0.0, 1), (empty.Bleu1, empty.Bleu4, empty.RougeL, empty.CiderD, empty.Distinct));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CaptionMetrics.Score(["a"], [["a"], ["b"]]));
        Assert.Throws<ArgumentException>(() => CaptionMetrics.Score(["a"], [[]]));
        Assert.Throws<ArgumentException>(() => CaptionMetrics.Score([], []));
    }

    private static JsonDocument Recorded() => JsonDocument.Parse(File.ReadAllBytes(TestData.Require("fixtures", "metrics", "metrics.json")));

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString()!)];
}
