using CoCa.Core.Bundles;
using CoCa.Core.Labels;
using CoCa.Inference;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;

namespace CoCa.Training.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void The_expected_error_is_the_bins_gaps_weighted_by_their_counts()
    {
        // The bins (0, 0.1], (0.4, 0.5] and (0.9, 1]: gaps of |0.1 - 0|, |0.5 - 1| and |2.9 - 2| / 3.
        Assert.Equal((0.1 + 0.5 + 0.9) / 5, CalibrationError.Expected([0.1, 0.5, 0.95, 0.95, 1], [false, true, true, false, true]), 1e-9);
        Assert.Equal(0, CalibrationError.Expected([], []));
    }

    [Fact]
    public void Four_quarter_turns_are_none_and_two_are_a_half()
    {
        float[] picture = [.. Enumerable.Range(0, 3 * 5 * 5).Select(i => (float)i)], once = new float[75], twice = new float[75], half = new float[75], back = new float[75];
        PictureTurns.Turn(picture, 1, once, 5, 5);
        PictureTurns.Turn(once, 1, twice, 5, 5);
        PictureTurns.Turn(picture, 2, half, 5, 5);
        PictureTurns.Turn(once, 3, back, 5, 5);
        Assert.Equal(half, twice);
        Assert.Equal(picture, back);
        Assert.Equal(picture[20], once[0]); // clockwise: the lower left corner comes to the upper left
        Assert.Equal(picture[24], half[0]);
    }

    [Fact]
    public void A_fit_finds_the_scale_by_which_cosines_were_made()
    {
        // Pictures whose right label is drawn from the softmax of 9 c.
        SampleRandom random = new(7);
        List<LabelledCosines> pictures = [];
        for (int i = 0; i < 3000; i++)
        {
            float[] labels = [.. Enumerable.Range(0, 20).Select(_ => (float)random.Between(-0.5, 0.5))];
            double[] weights = [.. labels.Select(c => Math.Exp(9 * c))];
            double at = random.Uniform() * weights.Sum();
            int right = 0;
            while (right < 19 && (at -= weights[right]) > 0) right++;
            pictures.Add(new(labels, [(float)random.Between(-0.5, 0.5), 0], right));
        }
        LabelCalibration found = CalibrationFit.Fit(pictures, 30, ["x", "y"], "");
        Assert.Equal(9, found.Scale, 0.5);
        found.Validate();
        Assert.Equal(found.Offset, CalibrationFit.Fit(pictures, 30, ["x", "y"], "").Offset);
    }

    [Fact]
    public void The_shipped_models_labels_are_calibrated_on_pictures_it_was_not_fitted_to_and_as_accurate_as_without()
    {
        using CoCaModel model = CoCaModel.Open(Path.Combine(TestData.Root, "models", "coca-mini.coca"), new() { Device = "cpu" });
        using ISampleSource data = SampleSource.Open(TestData.Require("data", "labels-val.tar"));
        ModelEvaluator evaluator = new(model);
        CalibrationScores scores = evaluator.EvaluateLabels(data);
        Assert.True(scores.Ece <= 0.10, $"{scores}");
        Assert.True(scores.Ece < scores.EceUncalibrated, $"{scores}");
        Assert.Equal(evaluator.EvaluateZeroShot(data).Accuracy, scores.Accuracy);
    }

    [Fact]
    public void The_shipped_calibration_is_what_the_command_in_the_documents_makes()
    {
        using CoCaModel model = CoCaModel.Open(Path.Combine(TestData.Root, "models", "coca-mini.coca"), new() { Device = "cpu" });
        using ISampleSource data = SampleSource.Open(TestData.Require("data", "labels-train.tar"));
        LabelCalibration found = new ModelEvaluator(model).FitLabels(data, turned: true), shipped = model.Bundle.Manifest.LabelCalibration!;
        // Another processor's int8 sums differ a little.
        Assert.Equal(shipped.Scale, found.Scale, 0.1);
        Assert.Equal(shipped.Slope, found.Slope, 0.02);
        Assert.Equal(shipped.Offset, found.Offset, 0.05);
        Assert.Equal(shipped.Level, found.Level, 0.005);
        Assert.Equal(shipped.Background, found.Background);
    }

    [Fact]
    public async Task The_command_writes_into_the_bundle_and_eval_reports_both_figures()
    {
        using TemporaryFolder folder = new();
        string bundle = folder["small.coca"], data = folder["data.tar"];
        Directory.CreateDirectory(bundle);
        foreach (string file in Directory.EnumerateFiles(SmallBundle.Path)) File.Copy(file, Path.Combine(bundle, Path.GetFileName(file)));
        File.WriteAllBytes(data, TarBuilder.Of([.. Enumerable.Range(0, 12).SelectMany(i => ((string, byte[])[])[($"{i:00}.png", TarBuilder.Png(24, 24, i % 2)), ($"{i:00}.cls", TarBuilder.Utf8(i % 2 == 0 ? "red" : "apple"))])]));
        var before = await CocaTrain.JsonAsync("eval", "--task", "labels", "--data", data, "--model", bundle);
        Assert.Equal(before.GetProperty("eceUncalibrated").GetDouble(), before.GetProperty("ece").GetDouble());
        var fitted = await CocaTrain.JsonAsync("calibrate", "--data", data, "--model", bundle, "--turned");
        Assert.Equal("data.tar: 36 turned views, 2 labels", fitted.GetProperty("fitted").GetString());
        Assert.Equal(fitted.GetProperty("scale").GetSingle(), Bundle.Open(bundle).Manifest.LabelCalibration!.Scale);
        var after = await CocaTrain.JsonAsync("eval", "--task", "labels", "--data", data, "--model", bundle);
        Assert.Equal(before.GetProperty("accuracy").GetDouble(), after.GetProperty("accuracy").GetDouble());
        Assert.Equal(before.GetProperty("eceUncalibrated").GetDouble(), after.GetProperty("eceUncalibrated").GetDouble());
        Assert.InRange(after.GetProperty("ece").GetDouble(), 0, 1);
    }
}
