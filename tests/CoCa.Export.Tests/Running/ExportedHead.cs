using System.Text.Json;
using CoCa.Core.Weights;
using CoCa.Export.Heads;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Running;

/// <summary>The graphs of a video fixture's action head.</summary>
internal sealed class ExportedHead : IDisposable
{
    private readonly InferenceSession _whole;
    private readonly InferenceSession _merged;

    public ExportedHead(string fixture)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(fixture, "config.json")));
        int heads = config.RootElement.GetProperty("action").GetProperty("heads").GetInt32();
        using TensorFile file = TensorFile.Open(Path.Combine(fixture, "action.safetensors"));
        _whole = new InferenceSession(HeadGraph.Build(file, heads));
        _merged = new InferenceSession(HeadGraph.BuildMerged(file, heads));
    }

    public Dictionary<string, Tensor> Run((string Name, OrtValue Value) input) => Ort.Run(_whole, input);

    public Dictionary<string, Tensor> RunMerged(Tensor merged) => Ort.Run(_merged, ("merged", Ort.Of(merged)));

    public void Dispose()
    {
        _whole.Dispose();
        _merged.Dispose();
    }
}
