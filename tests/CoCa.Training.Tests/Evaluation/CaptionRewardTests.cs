using CoCa.Training.Evaluation;
using CoCa.Training.Steps;

namespace CoCa.Training.Tests.Evaluation;

public sealed class CaptionRewardTests
{
    private static readonly string[][] s_corpus =
    [
        ["a dog runs on the grass .", "a brown dog is running over grass ."],
        ["two boys play football .", "boys with a ball on a field ."],
        ["a woman sits in a red car .", "a lady inside a red car ."],
    ];

    [Fact]
    public void The_reward_is_CIDEr_D_with_the_end_as_a_last_word()
    {
        const string End = "endofcaption";
        string[] said = ["a dog runs on the grass", "boys play with a ball", "a woman in a car"];
        CaptionReward reward = new(s_corpus);
        double[] expected = [.. CaptionMetrics.Score([.. said.Select(s => $"{s} {End}")], [.. s_corpus.Select(c => c.Select(r => $"{r} {End}").ToArray())]).CiderDEach];
        for (int i = 0; i < said.Length; i++) Assert.Equal(expected[i], reward.Of(said[i], ended: true, s_corpus[i]), 1e-12);
    }

    [Fact]
    public void A_caption_that_stops_in_the_middle_is_worth_less_than_the_same_one_ended_and_the_wrong_picture_nothing()
    {
        CaptionReward reward = new(s_corpus);
        double whole = reward.Of("a dog runs on the grass", ended: true, s_corpus[0]);
        Assert.InRange(reward.Of("a dog runs on the grass", ended: false, s_corpus[0]), 0.01, whole - 0.1);
        Assert.InRange(reward.Of("two boys play football", ended: true, s_corpus[0]), 0, whole / 10);
        Assert.Equal(0, reward.Of("", ended: false, s_corpus[0]));
    }
}
