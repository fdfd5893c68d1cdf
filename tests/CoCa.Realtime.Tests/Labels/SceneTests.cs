using CoCa.Core;
using CoCa.Core.Labels;
using CoCa.Realtime.Labels;

namespace CoCa.Realtime.Tests.Labels;

public sealed class SceneTests
{
    private static readonly LabelCalibration s_calibration = new() { Scale = 10, Slope = 1, Offset = 0, Level = 0.1f };

    /// <summary>Labels along the first axes, a background along the third; an embedding has these cosines.</summary>
    private static readonly LabelSet s_set = new(["dog", "cat"], [1, 0, 0, 0, 1, 0], 10, s_calibration, [0, 0, 1]), s_dog = new(["dog"], [1, 0, 0], 10, s_calibration, [0, 0, 1]);

    private static readonly LabelOptions s_quick = new() { Smoothing = TimeSpan.Zero, MinDuration = TimeSpan.Zero, History = TimeSpan.FromSeconds(10) };

    [Fact]
    public void A_label_that_always_scores_high_in_a_scene_is_lowered_by_what_it_usually_has()
    {
        LabelReader reader = new(s_dog, s_quick with { On = 0.98, Off = 0.5 });
        double first = P(reader, 0.35f, 0), later = 0;
        for (int i = 1; i <= 600; i++) later = P(reader, 0.35f, i * 0.1);
        Assert.True(first > 0.95, $"{first}");
        Assert.True(later < 0.75, $"{later}"); // now it counts as a wrong label's level
        Assert.True(P(reader, 0.9f, 60.1) > 0.98); // what rises above its usual is seen at once
        reader.Reset();
        Assert.Equal(first, P(reader, 0.35f, 61), 1e-5);
    }

    [Fact]
    public void What_stays_on_is_never_taken_for_the_scenes_usual()
    {
        LabelReader reader = new(s_dog, s_quick with { On = 0.7, Off = 0.6 });
        double first = P(reader, 0.8f, 0), later = 0;
        for (int i = 1; i <= 600; i++) later = P(reader, 0.8f, i * 0.1);
        Assert.Equal(first, later, 1e-5);
    }

    [Fact]
    public void A_scenes_thresholds_count_for_its_labels_and_the_others_have_the_default()
    {
        SceneCalibration scene = new() { Labels = [new("cat", 0.2, 0.1, 0)], Templates = ["{}"], Clip = "a.mp4" };
        LabelReader reader = new(s_set, s_quick with { Scene = scene, On = 0.95 });
        var scores = reader.Read([0.3f, 0.3f, 0], TimeSpan.Zero).ToArray();
        Assert.Equal((false, true), (scores[0].IsOn, scores[1].IsOn));
    }

    [Fact]
    public void Thresholds_lie_between_what_a_clip_shows_with_a_label_and_without()
    {
        SceneCalibrator calibrator = new(s_set, s_quick);
        for (int i = 0; i < 100; i++) calibrator.Add(TimeSpan.FromSeconds(i), i is >= 40 and < 60 ? [0.5f, 0.01f * (i % 3), 0.2f] : [0.2f, 0.01f * (i % 3), 0.2f]);
        IReadOnlyList<SceneLabel> fitted = calibrator.Fit((name, time) => name == "dog" ? time.TotalSeconds is >= 40 and < 60 : null);
        LabelReader reader = new(s_set, s_quick with { History = TimeSpan.Zero, Scene = new() { Labels = fitted, Templates = [], Clip = "" } });
        double without = P(reader, 0.2f, 0, 0.2f), with = P(reader, 0.5f, 1, 0.2f);
        Assert.InRange(fitted[0].On, without, with);
        Assert.InRange(fitted[0].Off, without, fitted[0].On);
        Assert.Equal(-0.1, fitted[0].Usual, 1e-4); // 0.2 - 0.2 of the background - 0.1, the level
        Assert.InRange(fitted[1].On, 0.25, 1); // a quarter of the way to 1 at least, for a label that the clip lacks
    }

    [Fact]
    public void A_label_that_is_always_or_never_there_cannot_be_fitted()
    {
        SceneCalibrator calibrator = new(s_set, s_quick);
        Assert.Contains("no frame", Assert.Throws<InvalidInputException>(() => calibrator.Fit((_, _) => null)).Message, StringComparison.Ordinal);
        calibrator.Add(TimeSpan.Zero, [1, 0, 0]);
        Assert.Contains("dog: it is said to be seen in every frame", Assert.Throws<InvalidInputException>(() => calibrator.Fit((_, _) => true)).Message, StringComparison.Ordinal);
        Assert.Contains("dog: no frame", Assert.Throws<InvalidInputException>(() => calibrator.Fit((_, _) => false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenes_file_is_read_as_it_was_written_and_faults_are_named()
    {
        using TemporaryFolder folder = new();
        SceneCalibration scene = new() { Labels = [new("dog", 0.5, 0.25, -0.01f)], Templates = ["a {}"], Clip = "a.mp4" };
        scene.Save(folder["scene.json"]);
        Assert.Equal(scene.Labels, SceneCalibration.Load(folder["scene.json"]).Labels);
        foreach ((string text, string expected) in ((string, string)[])[("{", "is not what coca calibrate writes"), ("{\"labels\":[],\"templates\":[],\"clip\":\"\"}", "has no labels"), ("{\"labels\":[null],\"templates\":[],\"clip\":\"\"}", "has no name"),
            ("{\"labels\":[{\"name\":\"dog\",\"on\":0.2,\"off\":0.3,\"usual\":0}],\"templates\":[],\"clip\":\"\"}", "0 <= off <= on <= 1"), ("{\"labels\":[{\"name\":\"dog\",\"on\":0.2,\"off\":0.1,\"usual\":0}],\"templates\":[\"x\"],\"clip\":\"\"}", "no {}")])
        {
            File.WriteAllText(folder["wrong.json"], text);
            Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => SceneCalibration.Load(folder["wrong.json"])).Message, StringComparison.Ordinal);
        }
        Assert.Contains("cannot be read", Assert.Throws<InvalidInputException>(() => SceneCalibration.Load(folder["none.json"])).Message, StringComparison.Ordinal);
    }

    private static double P(LabelReader reader, float dog, double seconds, float background = 0) => reader.Read([dog, 0, background], TimeSpan.FromSeconds(seconds)).Span[0].Probability;
}
