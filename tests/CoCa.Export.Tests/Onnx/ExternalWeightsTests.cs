using CoCa.Export.Onnx;
using CoCa.Export.Tests.Running;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Onnx;

public sealed class ExternalWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coca-weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_tensor_begins_at_a_page_and_equal_contents_are_stored_once()
    {
        using var stream = new MemoryStream();
        var weights = new ExternalWeights("weights.bin", stream);
        int made = 0;
        StoredTensor Store(string key, byte value, int length) => weights.Store(key, () =>
        {
            made++;
            return Enumerable.Repeat(value, length).ToArray();
        });
        StoredTensor a = Store("a", 1, 5000), b = Store("b", 2, 10), c = Store("c", 1, 5000), again = Store("a", 1, 5000);
        Assert.Equal(new StoredTensor(0, 5000), a);
        Assert.Equal(new StoredTensor(8192, 10), b);
        Assert.Equal(a, c);
        Assert.Equal(a, again);
        Assert.Equal(3, made);
        Assert.Equal(8202, stream.Length);
    }

    [Fact]
    public void Weights_behind_the_first_two_gigabytes_are_found()
    {
        // The front of the file is a hole: it takes no room on the disk.
        string path = Path.Combine(_folder, "weights.bin");
        const long Hole = (5L << 30) + 123;
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(Hole);
            stream.Position = Hole;
            var graph = new GraphBuilder("g", OnnxType.Float, new ExternalWeights("weights.bin", stream));
            Value x = graph.Input("x", OnnxType.Float, "B", 64);
            graph.Output("y", graph.MatMul(x, graph.Reals("w", () => [.. Enumerable.Range(0, 64 * 64).Select(i => (float)(i % 64))], 64, 64)), OnnxType.Float, "B", 64);
            File.WriteAllBytes(Path.Combine(_folder, "g.onnx"), graph.Build());
        }
        Assert.True(new FileInfo(path).Length > Hole);
        using var session = new InferenceSession(Path.Combine(_folder, "g.onnx"));
        float[] ones = new float[64];
        Array.Fill(ones, 1f);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => 64f * i), Ort.Run(session, ("x", Ort.Of(new Tensor(ones, [1, 64]))))["y"].Data);
    }

    [Fact]
    public void A_graph_without_an_external_file_holds_its_weights_itself()
    {
        var graph = new GraphBuilder("g", OnnxType.Float, weights: null);
        Value x = graph.Input("x", OnnxType.Float, "B", 64);
        graph.Output("y", graph.Plus(x, graph.Reals("b", () => new float[64 * 64], 64, 64)), OnnxType.Float, 64, 64);
        byte[] model = graph.Build();
        Assert.True(model.Length > 64 * 64 * 4);
        using var session = new InferenceSession(model);
        Assert.Equal(64 * 64, Ort.Run(session, ("x", Ort.Of(new Tensor(new float[64], [1, 64]))))["y"].Data.Length);
    }
}
