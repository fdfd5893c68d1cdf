using CoCa.Core;
using CoCa.Inference;
using CoCa.Training.Data;
using CoCa.Training.Evaluation;
using static CoCa.Training.Tests.TarBuilder;

namespace CoCa.Training.Tests.Evaluation;

public sealed class ModelEvaluatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CoCaModel _model = CoCaModel.Open(SmallBundle.Path, new() { Device = "cpu", Threads = 1 });

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Captions_do_not_depend_on_the_batch_and_are_in_the_datas_order()
    {
        using ISampleSource data = Open(Captions(11));
        CaptionEvaluation four = new ModelEvaluator(_model, new() { BatchSize = 4 }).EvaluateCaptions(data), one = new ModelEvaluator(_model, new() { BatchSize = 1 }).EvaluateCaptions(data);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{i:000}"), four.Captions.Select(c => c.Name));
        Assert.Equal(one.Captions.Select(c => c.Caption), four.Captions.Select(c => c.Caption));
        Assert.All(four.Captions, c => Assert.Equal(5, c.References.Count));
        Assert.Equal(11, four.Scores.CiderDEach.Count);
    }

    [Fact]
    public void A_limit_takes_the_first_samples_and_progress_is_told()
    {
        using ISampleSource data = Open(Captions(11));
        List<(int Done, int Total)> told = [];
        CaptionEvaluation some = new ModelEvaluator(_model, new() { BatchSize = 4, Limit = 6 }, (_, done, total) => told.Add((done, total))).EvaluateCaptions(data);
        Assert.Equal(6, some.Captions.Count);
        Assert.Equal([(4, 6), (6, 6)], told);
    }

    [Fact]
    public void Retrieval_is_that_of_the_embeddings()
    {
        using ISampleSource data = Open(Captions(9, captions: 3));
        RetrievalScores scores = new ModelEvaluator(_model).EvaluateRetrieval(data);
        Assert.InRange(scores.ImageToText.MedianRank, 1, 27);
        Assert.InRange(scores.TextToImage.R10, 1, 1);
        Assert.True(scores.ImageToText.R1 <= scores.ImageToText.R5);
    }

    [Fact]
    public void Labels_are_chosen_among_those_of_the_data()
    {
        using ISampleSource data = Open(Labels(12));
        ClassificationScores scores = new ModelEvaluator(_model, new() { LabelTemplates = ["a photo of a {}", "{}"] }).EvaluateZeroShot(data);
        Assert.Equal((3, 12, 1.0), (scores.Classes, scores.Samples, scores.Accuracy5));
        Assert.InRange(scores.Accuracy, 0, 1);
    }

    [Fact]
    public void A_linear_probe_tells_colours_apart_even_on_random_features()
    {
        using ISampleSource train = Open(Labels(60)), data = Open(Labels(12));
        ClassificationScores scores = new ModelEvaluator(_model).EvaluateLinearProbe(train, data);
        Assert.Equal(1, scores.Accuracy);
        Assert.Null(scores.Accuracy5);
    }

    [Fact]
    public void What_cannot_be_used_is_left_out_and_named()
    {
        using ISampleSource data = Open(Of(("a.png", Png(9, 9, 1)), ("a.txt", Utf8("words")), ("b.png", [1]), ("b.txt", Utf8("words")), ("c.png", Png(9, 9, 1)), ("c.cls", Utf8("label"))));
        ModelEvaluator evaluator = new(_model);
        Assert.Equal("a", Assert.Single(evaluator.EvaluateCaptions(data).Captions).Name);
        Assert.Equal(2, evaluator.Report.Count);
        using ISampleSource none = Open(Of(("b.png", Png(9, 9, 1))));
        Assert.Contains("no sample has labels", Assert.Throws<InvalidInputException>(() => new ModelEvaluator(_model).EvaluateZeroShot(none)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_is_measured_through_a_bundle_made_of_it_and_deleted_afterwards()
    {
        string checkpoint = Directory.CreateDirectory(_folder["step-10"]).FullName, made = "";
        using (EvaluationModel model = EvaluationModel.Open(checkpoint, (from, to) =>
        {
            Assert.Equal(checkpoint, from);
            made = to;
            Directory.CreateDirectory(to);
            foreach (string file in Directory.EnumerateFiles(SmallBundle.Path)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }, new() { Device = "cpu" })) Assert.Equal("small", model.Model.Bundle.Manifest.Name);
        Assert.False(Directory.Exists(Path.GetDirectoryName(made)));
        Assert.Contains("no bundle", Assert.Throws<InvalidInputException>(() => EvaluationModel.Open(checkpoint)).Message, StringComparison.Ordinal);
    }

    private static byte[] Labels(int count)
    {
        string[] labels = ["apple", "granny smith", "red"];
        return Of([.. Enumerable.Range(0, count).SelectMany(i => ((string, byte[])[])[($"{i:000}.png", Png(24 + i, 24, i % 3 * 2)), ($"{i:000}.cls", Utf8(labels[i % 3]))])]);
    }

    private ISampleSource Open(byte[] tar)
    {
        string path = _folder[$"{Guid.NewGuid():N}.tar"];
        File.WriteAllBytes(path, tar);
        return SampleSource.Open(path);
    }
}
