using System.Text.Json.Nodes;
using CoCa.Core;
using CoCa.Training.Running;

namespace CoCa.Training.Tests;

/// <summary>Variants of one recipe.</summary>
public sealed class AblationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-ablation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_variant_is_the_recipe_with_its_changes_and_nothing_else()
    {
        AblationPlan plan = AblationPlan.Load(Write("""
            {
              "recipe": "RECIPE",
              "changes": { "steps": 7, "optimizer": { "learningRate": 0.5 } },
              "variants": [
                { "name": "As it is" },
                { "name": "Cascade, 1:1", "recipe": { "captionWeight": 1 }, "model": { "vision_cfg": { "attentional_pool": "cascade" } } }
              ]
            }
            """));
        Recipe original = Recipe.Load(Path.Combine(TestData.Root, "recipes", "smoke.json"));
        Recipe first = plan.Make(plan.Variants[0], Path.Combine(_folder, "a")), second = plan.Make(plan.Variants[1], Path.Combine(_folder, "b"));
        Assert.Equal(["as-it-is", "cascade-1-1"], [first.Name, second.Name]);
        Assert.Equal(original.Optimizer with { LearningRate = 0.5 }, first.Optimizer);
        Assert.Equal((7, original.BatchSize, original.CaptionWeight), (first.Steps, first.BatchSize, first.CaptionWeight));
        Assert.Equal((7, original.BatchSize, 1.0), (second.Steps, second.BatchSize, second.CaptionWeight));
        JsonNode before = JsonNode.Parse(File.ReadAllText(original.Model))!, after = JsonNode.Parse(File.ReadAllText(second.Model))!;
        Assert.Equal("cascade", (string?)after["vision_cfg"]!["attentional_pool"]);
        after["vision_cfg"]!["attentional_pool"] = before["vision_cfg"]!["attentional_pool"]?.DeepClone();
        Assert.True(JsonNode.DeepEquals(before, after));
        Assert.True(JsonNode.DeepEquals(before, JsonNode.Parse(File.ReadAllText(first.Model))));
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("""{ "recipe": "RECIPE", "variants": [] }""", "variants")]
    [InlineData("""{ "recipe": "RECIPE", "variant": [] }""", "variant is no key")]
    [InlineData("""{ "recipe": "RECIPE", "variants": [{ "name": "a b" }, { "name": "A-b" }] }""", "different names")]
    [InlineData("""{ "recipe": "RECIPE", "variants": [{ "name": 3 }] }""", "name must be a text")]
    [InlineData("""{ "recipe": "nowhere.json", "variants": [{ "name": "a" }] }""", "nowhere.json")]
    public void A_wrong_plan_is_refused_by_what_is_wrong(string json, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidInputException>(() => AblationPlan.Load(Write(json))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_command_trains_measures_and_goes_on_where_it_was()
    {
        string plan = Write("""{ "recipe": "RECIPE", "changes": { "steps": 2, "batchSize": 4 }, "variants": [{ "name": "both" }, { "name": "captions only", "recipe": { "contrastiveWeight": 0 } }] }""");
        string table = Path.Combine(_folder, "captions.csv");
        File.Copy(TestData.Fixture("pictures", "still.png"), Path.Combine(_folder, "still.png"));
        File.WriteAllText(table, "picture,caption\nstill.png,a red circle\n");
        string[] arguments = ["ablate", plan, "--data", table, "--out", Path.Combine(_folder, "runs")];
        (int code, string output, string error) = await CocaTrain.RunAsync(arguments);
        Assert.True(code == 0, output + error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.StartsWith("| both | ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("| captions only | ", lines[3], StringComparison.Ordinal);
        Assert.Equal(2, File.ReadLines(Path.Combine(_folder, "runs", "both", "log.jsonl")).Count());
        // Again: nothing is trained anew, the table is the same.
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(_folder, "runs", "both", "log.jsonl"));
        (code, string again, error) = await CocaTrain.RunAsync(arguments);
        Assert.True(code == 0, again + error);
        Assert.Equal(output, again);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(_folder, "runs", "both", "log.jsonl")));
    }

    private string Write(string json)
    {
        string path = Path.Combine(_folder, "plan.json");
        File.WriteAllText(path, json.Replace("RECIPE", Path.Combine(TestData.Root, "recipes", "smoke.json"), StringComparison.Ordinal));
        return path;
    }
}
