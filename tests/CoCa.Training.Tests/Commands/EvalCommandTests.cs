using System.Text.Json;
using static CoCa.Training.Tests.TarBuilder;

namespace CoCa.Training.Tests.Commands;

public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Captions_are_scored_and_written_down()
    {
        string data = Write(Captions(5)), captions = _folder["captions.jsonl"];
        JsonElement scores = await CocaTrain.JsonAsync("eval", "--task", "caption", "--data", data, "--model", SmallBundle.Path, "--beams", "2", "--limit", "4", "--captions-out", captions);
        foreach (string key in (string[])["bleu1", "bleu2", "bleu3", "bleu4", "rougeL"]) Assert.InRange(scores.GetProperty(key).GetDouble(), 0, 1);
        Assert.InRange(scores.GetProperty("ciderD").GetDouble(), 0, 10);
        Assert.InRange(scores.GetProperty("distinct").GetInt32(), 1, 4);
        Assert.Equal(0, scores.GetProperty("leftOut").GetInt32());
        JsonElement[] lines = [.. File.ReadLines(captions).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(["000", "001", "002", "003"], lines.Select(l => l.GetProperty("name").GetString()));
        Assert.All(lines, l => Assert.Equal(5, l.GetProperty("references").GetArrayLength()));
    }

    [Fact]
    public async Task Retrieval_has_both_ways()
    {
        JsonElement scores = await CocaTrain.JsonAsync("eval", "--task", "retrieval", "--data", Write(Captions(5)), "--model", SmallBundle.Path);
        foreach (string way in (string[])["imageToText", "textToImage"])
        {
            foreach (string key in (string[])["r1", "r5", "r10"]) Assert.InRange(scores.GetProperty(way).GetProperty(key).GetDouble(), 0, 1);
            Assert.InRange(scores.GetProperty(way).GetProperty("medianRank").GetDouble(), 1, 25);
        }
    }

    [Fact]
    public async Task Labels_are_scored_with_and_without_training()
    {
        string data = Write(Of([.. Enumerable.Range(0, 8).SelectMany(i => ((string, byte[])[])[($"{i}.png", Png(24, 24, i % 2)), ($"{i}.cls", Utf8(i % 2 == 0 ? "red" : "apple"))])]));
        Assert.InRange((await CocaTrain.JsonAsync("eval", "--task", "zero-shot", "--data", data, "--model", SmallBundle.Path)).GetProperty("accuracy").GetDouble(), 0, 1);
        JsonElement probe = await CocaTrain.JsonAsync("eval", "--task", "linear-probe", "--data", data, "--train", data, "--model", SmallBundle.Path);
        Assert.Equal((1.0, 2, 8), (probe.GetProperty("accuracy").GetDouble(), probe.GetProperty("classes").GetInt32(), probe.GetProperty("samples").GetInt32()));
    }

    [Fact]
    public async Task Faults_are_one_line_and_an_exit_code()
    {
        string data = Write(Captions(1));
        foreach ((int expected, string word, string[] arguments) in ((int, string, string[])[])[
            (2, "--train", ["eval", "--task", "linear-probe", "--data", data, "--model", SmallBundle.Path]),
            (2, "caption", ["eval", "--task", "fame", "--data", data, "--model", SmallBundle.Path]),
            (3, "nowhere", ["eval", "--task", "caption", "--data", data, "--model", "nowhere"]),
            (3, "missing.tar", ["vocabulary", "--data", "missing.tar", "--out", _folder["v"]])])
        {
            (int code, _, string error) = await CocaTrain.RunAsync(arguments);
            Assert.True(code == expected, error);
            Assert.Contains(word, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_vocabulary_is_learned_and_can_be_read()
    {
        JsonElement result = await CocaTrain.JsonAsync("vocabulary", "--data", Write(Captions(20)), "--size", "520", "--out", _folder["v"]);
        Assert.Equal((520, 100), (result.GetProperty("tokens").GetInt32(), result.GetProperty("texts").GetInt32()));
        Assert.Equal(520, CoCa.Core.Tokenization.ClipTokenizer.Load(_folder["v"]).VocabularySize);
    }

    private string Write(byte[] tar)
    {
        string path = _folder[$"{Guid.NewGuid():N}.tar"];
        File.WriteAllBytes(path, tar);
        return path;
    }
}
