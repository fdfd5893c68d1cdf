using CoCa.Core;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Tests.Labels;

public sealed class LabelReaderTests
{
    /// <summary>Two labels along the axes: an embedding (a, b) gives them the softmax of 10 a and 10 b.</summary>
    private static readonly LabelSet s_set = new(["left", "right"], [1, 0, 0, 1], 10);

    [Fact]
    public void The_first_frame_counts_by_itself_and_probabilities_always_sum_to_one()
    {
        LabelReader reader = new(s_set, new());
        Assert.Equal(0.99f, Read(reader, 1, 0)[0].Probability, 0.01);
        for (int i = 1; i < 20; i++) Assert.Equal(1, Read(reader, i % 3 / 2f, i * 0.1).Sum(l => l.Probability), 1e-5);
    }

    [Fact]
    public void Smoothing_goes_with_time_not_with_frames()
    {
        LabelOptions options = new() { Smoothing = TimeSpan.FromSeconds(1) };
        LabelReader few = new(s_set, options), many = new(s_set, options);
        Read(few, 1, 0);
        Read(many, 1, 0);
        for (int i = 1; i <= 100; i++) Read(many, 0, i * 0.01);
        Assert.Equal(Read(few, 0, 1)[0].Probability, Read(many, 0, 1)[0].Probability, 1e-4);
        Assert.Equal(Math.Exp(-1), Read(few, 0, 1)[0].Probability, 0.01);
    }

    [Fact]
    public void A_label_is_switched_at_two_thresholds_and_after_a_while()
    {
        LabelReader reader = new(s_set, new() { Smoothing = TimeSpan.Zero, On = 0.9, Off = 0.1, MinDuration = TimeSpan.FromSeconds(0.5) });
        Assert.False(IsOn(1, 0)); // not yet long enough
        Assert.False(IsOn(1, 0.4));
        Assert.True(IsOn(1, 0.5));
        Assert.True(IsOn(0.5f, 1)); // between the thresholds it stays
        Assert.True(IsOn(0, 1.1));
        Assert.True(IsOn(0.5f, 1.5)); // it came back: the while begins anew
        Assert.True(IsOn(0, 1.7));
        Assert.True(IsOn(0, 2.1));
        Assert.False(IsOn(0, 2.2));
        Assert.False(IsOn(0.5f, 3));

        bool IsOn(float left, double time) => Read(reader, left, time)[0].IsOn;
    }

    [Fact]
    public void After_a_reset_or_a_clock_that_jumps_back_the_past_does_not_count()
    {
        LabelReader reader = new(s_set, new() { Smoothing = TimeSpan.FromSeconds(100) });
        Read(reader, 1, 50);
        Assert.True(Read(reader, 0, 51)[0].Probability > 0.9);
        Assert.True(Read(reader, 0, 2)[0].Probability < 0.1);
        Read(reader, 1, 3);
        reader.Reset();
        Assert.True(Read(reader, 1, 3.1)[0].Probability > 0.9);
    }

    [Fact]
    public void Thresholds_that_cross_are_refused_by_name()
    {
        Assert.Contains("Off", Assert.Throws<InvalidInputException>(() => new LabelReader(s_set, new() { On = 0.2, Off = 0.3 })).Message, StringComparison.Ordinal);
    }

    private static LabelScore[] Read(LabelReader reader, float left, double seconds) => reader.Read([left, 1 - left], TimeSpan.FromSeconds(seconds)).ToArray();
}
