using CoCa.Core.Bundles;
using CoCa.Core.Labels;
using CoCa.Core.Tests.Bundles;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Core.Tests.Labels;

public sealed class LabelCalibrationTests
{
    private static readonly LabelCalibration s_calibration = new() { Scale = 14, Slope = 0.6f, Offset = -2, Level = 0.1f, Background = ["tree", "wall"], Fitted = "by hand" };

    [Fact]
    public void Probabilities_are_in_the_order_of_the_cosines_and_sum_to_one_at_most()
    {
        Gen<float[]> cosines = Gen.Choose(-1000, 1000).Select(c => c / 1000f).NonEmptyListOf().Select(l => l.ToArray());
        Prop.ForAll(cosines.ToArbitrary(), cosines.ToArbitrary(), (labels, background) =>
        {
            float[] p = [.. labels];
            s_calibration.Apply(p, background);
            return p.All(v => v is >= 0 and <= 1) && p.Sum(v => (double)v) <= 1 + 1e-4
                && Enumerable.Range(1, labels.Length - 1).All(i => labels[i - 1] <= labels[i] == p[i - 1] <= p[i]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_single_label_is_sure_above_the_background_only()
    {
        Assert.True(One(0.9f) > 0.9);
        Assert.True(One(0.1f) < 0.2);
        float[] alone = [0.1f];
        s_calibration.Apply(alone, []);
        Assert.Equal(1, alone[0]); // nothing to hold it against

        static float One(float cosine)
        {
            float[] p = [cosine];
            s_calibration.Apply(p, [0.1f, 0.12f, 0.05f]);
            return p[0];
        }
    }

    [Fact]
    public void A_phrase_that_says_the_same_as_a_label_is_not_held_against_it()
    {
        // Five directions around a circle: two standard deviations above their mean cosine lie 29 degrees.
        float[] phrases = [.. Enumerable.Range(0, 5).SelectMany(i => At(72 * i))], labels = At(20);
        Assert.Equal(phrases[2..], BackgroundPhrases.Against(phrases, labels, 2));
        Assert.Equal(phrases, BackgroundPhrases.Against(phrases, At(36), 2));
        Assert.Empty(BackgroundPhrases.Against([], labels, 2));

        static float[] At(double degrees) => [(float)Math.Cos(double.DegreesToRadians(degrees)), (float)Math.Sin(double.DegreesToRadians(degrees))];
    }

    [Fact]
    public void A_bundle_is_calibrated_without_a_change_of_its_other_files()
    {
        using TemporaryFolder folder = new();
        string path = SmallBundle.Write(folder["a.coca"]);
        Bundle bundle = Bundle.Open(path);
        Assert.Null(bundle.Manifest.LabelCalibration);
        Dictionary<string, DateTime> times = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("model.json", StringComparison.Ordinal)).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        bundle.Calibrate(s_calibration);
        BundleManifest after = Bundle.Open(path).Manifest;
        Assert.Equal(s_calibration with { Background = [] }, after.LabelCalibration! with { Background = [] });
        Assert.Equal(s_calibration.Background, after.LabelCalibration!.Background);
        Assert.All(times, t => Assert.Equal(t.Value, File.GetLastWriteTimeUtc(t.Key)));
        Assert.Equal(["a.coca"], folder.Names);
        Bundle.Open(path).Calibrate(null);
        Assert.Null(Bundle.Open(path).Manifest.LabelCalibration);
    }

    [Theory]
    [InlineData(0, 1, 0, 0, "scale")]
    [InlineData(1, -1, 0, 0, "slope")]
    [InlineData(1, 1, float.NaN, 0, "offset")]
    [InlineData(1, 1, 0, 3, "level")]
    public void A_calibration_out_of_its_range_is_refused_by_name(float scale, float slope, float offset, float level, string name)
    {
        LabelCalibration wrong = new() { Scale = scale, Slope = slope, Offset = offset, Level = level };
        Assert.Contains(name, Assert.Throws<InvalidInputException>(wrong.Validate).Message, StringComparison.Ordinal);
    }
}
