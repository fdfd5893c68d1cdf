using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Export.Tests.Running;

namespace CoCa.Export.Tests;

public sealed class BundleExporterTests : IDisposable
{
    private static readonly CoCaConfig s_config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")));
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Precision.Fp32, 1.0)]
    [InlineData(Precision.Fp16, 0.5)]
    public void Weights_that_several_graphs_use_are_stored_once(Precision precision, double share)
    {
        // Large enough for the shared tensors to count for more than the pages at whose beginnings they lie.
        CoCaConfig config = s_config with
        {
            EmbedDim = 256,
            Text = s_config.Text with { Width = 256, VocabularySize = 2048 },
            Multimodal = s_config.Multimodal with { Width = 256, VocabularySize = 2048 },
        };
        MemoryTensors tensors = MemoryTensors.Random(config, 1);
        long bytes = (long)(tensors.Tensors.Sum(t => t.ElementCount) * 4 * share);
        using var model = new ExportedModel(tensors, config, precision);
        Assert.InRange(model.Bundle.Manifest.Files["weights.bin"].Length, bytes * 0.95, bytes * 1.05);
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        string path = Path.Combine(_folder, "model.coca");
        var progress = new Watcher(p =>
        {
            if (p.Graph == "text") stop.Cancel();
        });
        using (var writer = new BundleWriter(path))
            Assert.Throws<OperationCanceledException>(() => BundleExporter.Export(MemoryTensors.Random(s_config, 1), s_config, new ExportOptions(), writer, progress, stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_weight_that_half_precision_cannot_hold_is_named()
    {
        MemoryTensors tensors = MemoryTensors.Random(s_config, 1);
        float[] proj = tensors.Floats("visual.proj");
        proj[5] = 1e6f;
        tensors.Set("visual.proj", proj, 32, 32);
        var e = Assert.Throws<InvalidInputException>(() => new ExportedModel(tensors, s_config, Precision.Fp16));
        Assert.Contains("visual.proj holds 1000000", e.Message);
    }

    [Fact]
    public void The_manifest_says_what_graphs_read_and_compute()
    {
        using var model = new ExportedModel(Fixture.FolderOf("openclip"));
        foreach ((string name, GraphInfo graph) in model.Bundle.Manifest.Graphs)
        {
            var session = model.Session(name);
            Assert.Equal(session.InputMetadata.Keys.Order(StringComparer.Ordinal), graph.Inputs.Select(p => p.Name).Order(StringComparer.Ordinal));
            foreach (GraphPort port in graph.Inputs) Assert.Equal(port.Shape.Select(d => d.Symbol ?? ""), session.InputMetadata[port.Name].SymbolicDimensions);
            foreach (GraphPort port in graph.Outputs) Assert.Equal(port.Shape.Select(d => (int)(d.Size ?? -1)), session.OutputMetadata[port.Name].Dimensions);
        }
    }

    private sealed class Watcher(Action<ExportProgress> seen) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => seen(value);
    }
}
