using System.Text.Json;
using CoCa.Training.Evaluation;

namespace CoCa.Training.Tests.Evaluation;

public sealed class RetrievalMetricsTests
{
    [Fact]
    public void Recorded_recalls_are_met_exactly()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("fixtures", "metrics", "metrics.json")));
        JsonElement retrieval = json.RootElement.GetProperty("retrieval"), expected = retrieval.GetProperty("expected");
        RetrievalScores scores = RetrievalMetrics.Score(Rows("image_embeddings"), Rows("text_embeddings"), [.. retrieval.GetProperty("text_owner").EnumerateArray().Select(e => e.GetInt32())]);
        Check(expected.GetProperty("image_to_text"), scores.ImageToText);
        Check(expected.GetProperty("text_to_image"), scores.TextToImage);

        float[] Rows(string name) => [.. retrieval.GetProperty(name).EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(v => v.GetSingle())];

        static void Check(JsonElement recorded, RecallScores own) => Assert.Equal(
            (recorded.GetProperty("R@1").GetDouble(), recorded.GetProperty("R@5").GetDouble(), recorded.GetProperty("R@10").GetDouble(), recorded.GetProperty("median_rank").GetDouble()),
            (own.R1, own.R5, own.R10, own.MedianRank));
    }

    [Fact]
    public void Of_equals_the_lower_number_comes_first()
    {
        float[] same = [1, 0, 1, 0, 1, 0];
        RetrievalScores scores = RetrievalMetrics.Score(same, same, [2, 1, 0]);
        Assert.Equal(1 / 3.0, scores.ImageToText.R1);
        Assert.Equal(2, scores.TextToImage.MedianRank);
    }

    [Fact]
    public void The_embeddings_length_does_not_matter()
    {
        float[] images = [3, 0, 0, 0.1f], texts = [0.2f, 0, 0, 5];
        Assert.Equal(1, RetrievalMetrics.Score(images, texts, [0, 1]).TextToImage.R1);
    }

    [Fact]
    public void A_picture_without_text_is_refused() => Assert.Throws<ArgumentException>(() => RetrievalMetrics.Score(new float[4], new float[4], [0, 0]));
}
