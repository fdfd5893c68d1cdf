using System.Text.Json;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Training.Model;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>One configuration of the reference's fixtures, as a network with its weights and recorded numbers.</summary>
internal sealed class FixtureModel : IDisposable
{
    private readonly TensorFile _io;

    /// <summary>The configurations that there are: one in every clone, the others beside it.</summary>
    public static TheoryData<string> Names => [.. TestData.List("fixtures", "coca").Append("openclip").Distinct()];

    public FixtureModel(string name)
    {
        string folder = name == "openclip" ? TestData.Fixture("coca", name) : TestData.Require("fixtures", "coca", name);
        byte[] json = File.ReadAllBytes(Path.Combine(folder, "config.json"));
        Network = new CoCaNetwork(CoCaConfig.Parse(json));
        using (TensorFile weights = TensorFile.Open(Path.Combine(folder, "model.safetensors"))) NetworkWeights.Load(Network, weights);
        _io = TensorFile.Open(Path.Combine(folder, "io.safetensors"));
        using JsonDocument document = JsonDocument.Parse(json);
        Undecayed = [.. document.RootElement.GetProperty("fixture").GetProperty("adamw").GetProperty("no_decay").EnumerateArray().Select(e => e.GetString()!)];
    }

    public CoCaNetwork Network { get; }

    /// <summary>The parameters that the reference's AdamW does not decay.</summary>
    public HashSet<string> Undecayed { get; }

    public float[] Recorded(string name) => _io.Floats(name);

    public Tensor Images => tensor(_io.Floats("in.images"), [.. _io.Info("in.images").Shape]);

    public Tensor Text => tensor(_io.Longs("in.text"), [.. _io.Info("in.text").Shape]);

    public void Dispose()
    {
        Network.Dispose();
        _io.Dispose();
    }
}
