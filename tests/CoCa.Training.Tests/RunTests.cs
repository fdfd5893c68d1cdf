using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoCa.Core.Weights;

namespace CoCa.Training.Tests;

/// <summary>The command as a user starts it: whole processes.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-train-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_smoke_recipe_learns_what_it_sees()
    {
        (int code, string output) = Run("run", Recipe("smoke.json"), "--out", At("smoke"));
        Assert.True(code == 0, output);
        List<JsonElement> log = Log(At("smoke"));
        Assert.Equal(900, log.Count);
        // The bound is that of docs/train.md. Who knows shapes and colours but not places stays above 0.4.
        Assert.InRange(log.TakeLast(20).Average(l => l.GetProperty("caption").GetDouble()), 0, 0.3);
    }

    [Fact]
    public void A_killed_run_resumes_with_the_losses_that_it_would_have_had()
    {
        string recipe = Small("\"steps\": 30, \"checkpointEvery\": 4, \"dropout\": 0.1, \"average\": 0.9");
        Assert.Equal(0, Run("run", recipe, "--out", At("whole")).Code);
        using (Process killed = Start("run", recipe, "--out", At("killed")))
        {
            // Somewhere behind the second checkpoint.
            while (!killed.HasExited && (!File.Exists(Path.Combine(At("killed"), "log.jsonl")) || File.ReadLines(Path.Combine(At("killed"), "log.jsonl")).Count() < 11)) Thread.Yield();
            killed.Kill();
            killed.WaitForExit();
        }
        (int code, string output) = Run("run", recipe, "--out", At("killed"), "--resume");
        Assert.True(code == 0, output);
        Assert.Contains("resumed after", output, StringComparison.Ordinal);
        Assert.Equal(Totals(At("whole")), Totals(At("killed")));
    }

    [Fact]
    public void Two_processes_and_accumulation_give_the_losses_of_one_batch()
    {
        string once = Small("\"steps\": 3");
        Assert.Equal(0, Run("run", once, "--out", At("one")).Code);
        Assert.Equal(0, Run("run", Small("\"steps\": 3, \"accumulation\": 3", "parts.json"), "--out", At("parts")).Code);
        Close(Totals(At("one")), Totals(At("parts")));
        if (!File.Exists("/usr/bin/mpirun")) Assert.Skip("Open MPI is not installed (apt-get install openmpi-bin)");
        using Process ranks = Start("/usr/bin/mpirun", ["-n", "2", "--allow-run-as-root", "--oversubscribe", Program, "run", once, "--out", At("ranks"), "--threads", "1"]);
        string output = ranks.StandardOutput.ReadToEnd() + ranks.StandardError.ReadToEnd();
        ranks.WaitForExit();
        Assert.True(ranks.ExitCode == 0, output);
        Close(Totals(At("one")), Totals(At("ranks")));
    }

    [Fact]
    public void Self_critical_steps_change_the_decoder_and_leave_towers_and_embeddings_alone()
    {
        Assert.Equal(0, Run("run", Small("\"steps\": 60"), "--out", At("taught")).Code);
        string weights = Path.Combine(At("taught"), "checkpoint", "model.safetensors");
        (int code, string output) = Run("run", Small($"\"weights\": \"{weights}\", \"selfCriticalSamples\": 4, \"steps\": 2, \"optimizer\": {{ \"weightDecay\": 0 }}", "tuning.json"), "--out", At("tuned"));
        Assert.True(code == 0, output);
        // What is minimised is minus the mean reward.
        foreach (JsonElement step in Log(At("tuned"))) Assert.InRange(step.GetProperty("caption").GetDouble(), -10, -0.01);
        using TensorFile before = TensorFile.Open(weights), after = TensorFile.Open(Path.Combine(At("tuned"), "checkpoint", "model.safetensors"));
        foreach (TensorInfo tensor in before.Tensors)
        {
            bool isEqual = before.Floats(tensor.Name).SequenceEqual(after.Floats(tensor.Name));
            Assert.True(isEqual != tensor.Name.StartsWith("text_decoder.", StringComparison.Ordinal), $"{tensor.Name} is {(isEqual ? "as it was" : "changed")}");
        }
    }

    [Fact]
    public void A_run_is_not_begun_over_another_s_checkpoint()
    {
        string recipe = Small("\"steps\": 1");
        Assert.Equal(0, Run("run", recipe, "--out", At("twice")).Code);
        (int code, string output) = Run("run", recipe, "--out", At("twice"));
        Assert.Equal(3, code);
        Assert.Contains("--resume", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"stepz\": 1", "stepz")]
    [InlineData("\"steps\": 0", "steps")]
    [InlineData("\"products\": \"fp8\"", "products")]
    [InlineData("\"frozenUpTo\": \"conv3\"", "frozenUpTo")]
    [InlineData("\"accumulation\": 5", "accumulation")]
    [InlineData("\"selfCriticalSamples\": 1", "selfCriticalSamples")]
    [InlineData("\"selfCriticalSamples\": 4, \"accumulation\": 2", "accumulation")]
    public void A_wrong_recipe_is_refused_by_its_key(string key, string named)
    {
        (int code, string output) = Run("run", Small(key), "--out", At("wrong"));
        Assert.Equal(3, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("wrong")));
    }

    private static string Program => Path.Combine(TestData.Root, "src", "CoCa.Training.Cli", "bin", "Release", "net10.0", "coca-train");

    private static string Recipe(string name) => Path.Combine(TestData.Root, "recipes", name);

    private string At(string name) => Path.Combine(_folder, name);

    private string Small(string keys, string name = "small.json")
    {
        string path = At(name);
        File.WriteAllText(path, $$"""
            {
              "name": "small", "model": "{{Recipe("smoke.model.json")}}", "tokenizer": "{{Recipe("smoke.tokenizer")}}", "data": [{ "path": "generated:shapes" }],
              "batchSize": 12, "augmentation": {}, {{keys}}
            }
            """);
        return path;
    }

    private static List<JsonElement> Log(string folder) => [.. File.ReadLines(Path.Combine(folder, "log.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)];

    private static List<string> Totals(string folder) => [.. Log(folder).Select(l => $"{l.GetProperty("step")} {l.GetProperty("total").GetDouble().ToString("r", CultureInfo.InvariantCulture)}")];

    private static void Close(List<string> expected, List<string> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((string a, string b) in expected.Zip(actual))
            Assert.Equal(double.Parse(a.Split(' ')[1], CultureInfo.InvariantCulture), double.Parse(b.Split(' ')[1], CultureInfo.InvariantCulture), 1e-4);
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    private static Process Start(params string[] arguments) => Start(Program, arguments);

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["GOMP_SPINCOUNT"] = "10000"; // as ./coca-train sets it
        return Process.Start(info)!;
    }
}
