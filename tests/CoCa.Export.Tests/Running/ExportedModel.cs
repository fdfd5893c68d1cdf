using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Core.Weights;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Running;

/// <summary>A model's bundle in a temporary folder, its graphs run by ONNX Runtime on the CPU.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-export-").FullName;
    private readonly Dictionary<string, InferenceSession> _sessions = new(StringComparer.Ordinal);

    public ExportedModel(string fixture, Precision precision = Precision.Fp32)
        : this(TensorFile.Open(Path.Combine(fixture, "model.safetensors")), CoCaConfig.Parse(File.ReadAllBytes(Path.Combine(fixture, "config.json"))), precision)
    {
    }

    public ExportedModel(TensorFile file, CoCaConfig config, Precision precision)
    {
        Config = config;
        string path = Path.Combine(_folder, "model.coca");
        using (file)
        using (var writer = new BundleWriter(path))
        {
            ExportedGraphs exported = BundleExporter.Export(file, config, new ExportOptions { Precision = precision }, writer);
            writer.Commit(new BundleManifest
            {
                Name = "test", Config = config, Precision = precision, LogitScale = exported.LogitScale, Graphs = exported.Graphs,
                Preprocess = new PreprocessOptions { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth },
                Tokenizer = new TokenizerInfo { Kind = TokenizerInfo.None, StartId = config.Text.VocabularySize - 2, EndId = config.Text.VocabularySize - 1 },
            });
        }
        Bundle = Bundle.Open(path);
    }

    public CoCaConfig Config { get; }

    public Bundle Bundle { get; }

    public bool UsesGroupQuery => Bundle.Manifest.Graphs["decoder"].Attributes["attention"] == "gqa";

    public string PathOf(string graph) => Bundle.PathOf(Bundle.Manifest.Graphs[graph].File);

    public InferenceSession Session(string graph)
    {
        if (_sessions.TryGetValue(graph, out InferenceSession? session)) return session;
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return _sessions[graph] = new InferenceSession(PathOf(graph), options);
    }

    /// <summary>Runs a graph; returns all its fp32 outputs.</summary>
    public Dictionary<string, Tensor> Run(string graph, params (string Name, OrtValue Value)[] inputs) => Ort.Run(Session(graph), inputs);

    public void Dispose()
    {
        foreach (InferenceSession session in _sessions.Values) session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
