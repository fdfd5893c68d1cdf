namespace CoCa.Cli.Tests;

public sealed class HubWithoutNetworkTests
{
    [Fact]
    public async Task Without_a_network_each_attempt_is_told_and_another_way_is_named()
    {
        using TemporaryFolder folder = new();
        // Nobody listens on port 9 of this machine.
        Dictionary<string, string?> environment = new() { ["HF_ENDPOINT"] = "http://127.0.0.1:9", ["XDG_CACHE_HOME"] = folder["cache"] };
        Ended ended = (await Coca.RunAsync(["import", "hf:some-one/a-model", "--tokenizer", "none", "--out", folder["b.coca"]], null, environment)).Expect(3);
        string[] lines = ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        for (int attempt = 2; attempt <= 5; attempt++) Assert.Contains($"attempt {attempt} of 5", lines[attempt - 2], StringComparison.Ordinal);
        Assert.EndsWith("download the model's files by other means and import their folder", lines[4], StringComparison.Ordinal);
    }
}
