using System.Text.Json;
using CoCa.Core.Weights;
using CoCa.Inference.Generation;

namespace CoCa.Inference.Tests;

/// <summary>One recorded configuration: the reference's weights, inputs, outputs and captions.</summary>
internal sealed class RecordedModel : IDisposable
{
    private readonly JsonElement _generation;

    private RecordedModel(string folder)
    {
        Folder = folder;
        Io = TensorFile.Open(Path.Combine(folder, "io.safetensors"));
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(ConfigPath));
        _generation = config.RootElement.GetProperty("fixture").GetProperty("generation").Clone();
    }

    /// <summary>All configurations; <c>openclip</c> is in the repository and never missing.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. TestData.List("fixtures", "coca").Append("openclip").Distinct()];

    public string Folder { get; }

    public string ConfigPath => Path.Combine(Folder, "config.json");

    public string WeightsPath => Path.Combine(Folder, "model.safetensors");

    public TensorFile Io { get; }

    public int MaxLength => _generation.GetProperty("seq_len").GetInt32();

    public int MinLength => _generation.GetProperty("min_seq_len").GetInt32();

    public SpecialTokens Special => new(Id("sot_token_id"), Id("eos_token_id"), Id("pad_token_id"));

    /// <summary>The options of the reference's call without arguments of its own.</summary>
    public GenerationOptions Options => new() { MaxLength = MaxLength, MinLength = MinLength, Tokens = Special };

    public static RecordedModel Open(string name) => new(name == "openclip" ? TestData.Fixture("coca", name) : TestData.Require("fixtures", "coca", name));

    /// <summary>Rows of a tensor of two or more dimensions, along its last one.</summary>
    public IReadOnlyList<float[]> FloatRows(string name) => [.. Io.Floats(name).Chunk((int)Io.Info(name).Shape[^1])];

    public IReadOnlyList<long[]> IdRows(string name) => [.. Io.Longs(name).Chunk((int)Io.Info(name).Shape[^1])];

    public void Dispose() => Io.Dispose();

    private long Id(string name) => _generation.GetProperty(name).GetInt64();
}
