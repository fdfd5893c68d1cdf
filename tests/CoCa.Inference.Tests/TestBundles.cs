using System.Collections.Concurrent;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Core.Weights;
using CoCa.Export;
using CoCa.Inference.Calibration;

namespace CoCa.Inference.Tests;

/// <summary>Bundles exported from the recorded weights, each made once a test run and deleted at its end.</summary>
internal static class TestBundles
{
    private static readonly string s_folder = MakeFolder();
    private static readonly ConcurrentDictionary<(string, Precision), Lazy<string>> s_bundles = new();

    /// <summary>The folder of a bundle of a recorded configuration.</summary>
    public static string Of(string name, Precision precision = Precision.Fp32) =>
        s_bundles.GetOrAdd((name, precision), _ => new(() => Export(name, precision))).Value;

    /// <summary>Opens such a bundle on the processor.</summary>
    public static CoCaModel Open(string name, Precision precision = Precision.Fp32, int threads = 1) =>
        CoCaModel.Open(Of(name, precision), new() { Device = "cpu", Threads = threads });

    private static string Export(string name, Precision precision)
    {
        using RecordedModel model = RecordedModel.Open(name);
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(model.ConfigPath));
        string path = Path.Combine(s_folder, $"{name}-{precision}.coca");
        using TensorFile weights = TensorFile.Open(model.WeightsPath);
        using BundleWriter writer = new(path);
        ExportedGraphs exported = BundleExporter.Export(weights, config, new() { Precision = precision, Calibrate = graph => ActivationCalibration.Measure(graph, config) }, writer);
        writer.Commit(new()
        {
            Name = name,
            Config = config,
            Precision = precision,
            Preprocess = new PreprocessOptions { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth },
            Tokenizer = new() { Kind = TokenizerInfo.None, PadId = (int)model.Special.Pad, StartId = (int)model.Special.Start, EndId = (int)model.Special.End },
            LogitScale = exported.LogitScale,
            Graphs = exported.Graphs,
        });
        return path;
    }

    private static string MakeFolder()
    {
        string folder = Directory.CreateTempSubdirectory("coca-bundles").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A file that is still mapped is left to the system's own cleaning.
            }
        };
        return folder;
    }
}
