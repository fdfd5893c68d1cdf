using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Core.Weights;
using CoCa.Export;
using CoCa.Inference;

namespace CoCa.Bench;

/// <summary>The models that benches run, on the processor.</summary>
internal static class Models
{
    /// <summary>The one that comes with the program.</summary>
    public static CoCaModel Shipped(Action<string>? onCall = null) => CoCaModel.Open(Path.Combine(TestData.Root, "models", "coca-mini.coca"), new() { Device = "cpu", OnCall = onCall });

    /// <summary>The tests' smallest, exported into a folder.</summary>
    public static CoCaModel Tiny(string folder, Action<string>? onCall = null)
    {
        string path = Path.Combine(folder, "tiny.coca"), weightsFolder = TestData.Fixture("coca", "openclip");
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(Path.Combine(weightsFolder, "config.json")));
        using TensorFile weights = TensorFile.Open(Path.Combine(weightsFolder, "model.safetensors"));
        using (BundleWriter writer = new(path))
        {
            ExportedGraphs exported = BundleExporter.Export(weights, config, new(), writer);
            writer.Commit(new()
            {
                Name = "tiny",
                Config = config,
                Precision = Precision.Fp32,
                Preprocess = new PreprocessOptions { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth },
                Tokenizer = new() { Kind = TokenizerInfo.None, PadId = 0, StartId = config.Text.VocabularySize - 2, EndId = config.Text.VocabularySize - 1 },
                LogitScale = exported.LogitScale,
                Graphs = exported.Graphs,
            });
        }
        return CoCaModel.Open(path, new() { Device = "cpu", OnCall = onCall });
    }
}
