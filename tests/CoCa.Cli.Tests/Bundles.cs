using System.Collections.Concurrent;
using CoCa.Core.Bundles;

namespace CoCa.Cli.Tests;

/// <summary>Bundles of the fixtures, imported once a run by the program itself.</summary>
internal static class Bundles
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_made = new();

    private static readonly Lazy<TemporaryFolder> s_folder = new(() =>
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    });

    /// <summary>The one configuration that is in the repository.</summary>
    public static Task<string> SmallAsync(Precision precision = Precision.Fp32) => OfAsync(TestData.Fixture("coca", "openclip", "model.safetensors"), precision);

    /// <summary>The same with CLIP's words: a model of random weights that has the vocabulary for it.</summary>
    public static Task<string> WordsAsync() => s_made.GetOrAdd("words", _ => new(async () =>
    {
        string folder = s_folder.Value["words"];
        Directory.CreateDirectory(folder);
        CoCa.Core.Configuration.CoCaConfig small = CoCa.Core.Configuration.CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")));
        RandomModel.WriteFolder(folder, small with { Text = small.Text with { VocabularySize = 49408 }, Multimodal = small.Multimodal with { VocabularySize = 49408 } });
        string bundle = s_folder.Value["words.coca"];
        (await Coca.RunAsync("import", folder, "--tokenizer", TestData.Fixture("tokenizer", "bpe_simple_vocab_16e6.txt.gz"), "--out", bundle)).Expect(0);
        return bundle;
    })).Value;

    /// <summary>A weights file whose config.json lies beside it.</summary>
    public static Task<string> OfAsync(string weights, Precision precision = Precision.Fp32) => s_made.GetOrAdd($"{weights}|{precision}", _ => new(async () =>
    {
        string bundle = s_folder.Value[$"{s_made.Count}-{Guid.NewGuid():N}.coca"], folder = Path.GetDirectoryName(weights)!;
        (await Coca.RunAsync("import", weights, "--config", Path.Combine(folder, "config.json"), "--tokenizer", "none", "--precision", precision.ToString().ToLowerInvariant(), "--out", bundle)).Expect(0);
        return bundle;
    })).Value;
}
