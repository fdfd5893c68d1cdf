using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Export.Onnx;
using CoCa.Export.Weights;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Running;

/// <summary>The graphs of one model in a temporary folder, run by ONNX Runtime on the CPU.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-export-").FullName;
    private readonly Dictionary<string, InferenceSession> _sessions = new(StringComparer.Ordinal);

    public ExportedModel(string fixture)
    {
        Config = CoCaConfig.Parse(File.ReadAllBytes(Path.Combine(fixture, "config.json")));
        using TensorFile file = TensorFile.Open(Path.Combine(fixture, "model.safetensors"));
        using FileStream stream = File.Create(Path.Combine(_folder, "weights.bin"));
        var set = new GraphSet(new ModelWeights(file), Config, new ExternalWeights("weights.bin", stream));
        foreach (string name in set.Names) File.WriteAllBytes(PathOf(name), set.Build(name).Build());
        UsesGroupQuery = set.UsesGroupQuery;
    }

    public CoCaConfig Config { get; }

    public bool UsesGroupQuery { get; }

    public string PathOf(string graph) => Path.Combine(_folder, $"{graph}.onnx");

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
