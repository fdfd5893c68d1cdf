using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Core.Tokenization;
using CoCa.Core.Weights;
using CoCa.Export;
using CoCa.Training.Vocabulary;

namespace CoCa.Training.Tests;

/// <summary>A bundle of random weights that speaks words, made once a test run.</summary>
internal static class SmallBundle
{
    private static readonly Lazy<string> s_path = new(() =>
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return Make(folder);
    });

    public static string Path => s_path.Value;

    private static string Make(TemporaryFolder folder)
    {
        BytePairTrainer trainer = new();
        for (int i = 0; i < 40; i++) trainer.Add($"picture {i} caption {i % 7} a photo of a red apple or a granny smith");
        ClipTokenizer tokenizer = trainer.Train(540, folder["vocabulary"]);
        CoCaConfig small = CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")));
        CoCaConfig config = small with { Text = small.Text with { VocabularySize = tokenizer.VocabularySize }, Multimodal = small.Multimodal with { VocabularySize = tokenizer.VocabularySize } };
        RandomModel.WriteFolder(folder["weights"], config);
        using TensorFile weights = TensorFile.Open(folder["weights", "model.safetensors"]);
        string path = folder["small.coca"];
        using BundleWriter writer = new(path);
        using (Stream stream = writer.CreateFile("vocab.json")) tokenizer.WriteVocabulary(stream);
        using (Stream stream = writer.CreateFile("merges.txt")) tokenizer.WriteMerges(stream);
        ExportedGraphs exported = BundleExporter.Export(weights, config, new() { Precision = Precision.Fp32 }, writer);
        writer.Commit(new()
        {
            Name = "small",
            Config = config,
            Precision = Precision.Fp32,
            Preprocess = new PreprocessOptions { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth, Mode = ResizeMode.Squash },
            Tokenizer = new() { Kind = TokenizerInfo.Clip, Files = ["vocab.json", "merges.txt"], PadId = 0, StartId = tokenizer.StartId, EndId = tokenizer.EndId },
            LogitScale = exported.LogitScale,
            Graphs = exported.Graphs,
        });
        return path;
    }
}
