using CoCa.Core.Weights;

namespace CoCa.Export.Tests.Running;

/// <summary>Recorded inputs and results of the reference.</summary>
internal sealed class Fixture(string folder) : IDisposable
{
    private readonly TensorFile _file = TensorFile.Open(Path.Combine(folder, "io.safetensors"));

    public static IReadOnlyList<string> Names { get; } = [.. TestData.List("fixtures", "coca").Union(["openclip"]).Order(StringComparer.Ordinal)];

    /// <summary>The folder of a model: the one that is in the repository, or one of the larger set.</summary>
    public static string FolderOf(string name) => name == "openclip" ? TestData.Fixture("coca", name) : TestData.Require("fixtures", "coca", name);

    public static string VideoOf(string name) => name == "openclip" ? TestData.Fixture("video", name) : TestData.Require("fixtures", "video", name);

    public Tensor this[string name] => new(_file.Floats(name), [.. _file.Info(name).Shape]);

    public long[] Longs(string name) => _file.Longs(name);

    public long[] Shape(string name) => [.. _file.Info(name).Shape];

    public void Dispose() => _file.Dispose();
}
