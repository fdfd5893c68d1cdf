using CoCa.Core.Bundles;

namespace CoCa.Core.Tests.Bundles;

public sealed class GraphWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("./weights.bin")]
    [InlineData("labels/../weights.bin")]
    [InlineData("missing.bin")]
    [InlineData("")]
    public void Weights_outside_of_the_bundles_files_are_refused_when_it_is_opened(string location)
    {
        string path = SmallBundle.Write(_folder["a.coca"], TinyOnnx.Of(location));
        Assert.Contains("image.onnx reads weights from", Assert.Throws<BundleException>(() => Bundle.Open(path, verify: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_place_of_a_model_hides_a_tensor()
    {
        int places = 0;
        foreach (byte[] graph in TinyOnnx.Everywhere("../x"))
        {
            string path = SmallBundle.Write(_folder[$"{places++}.coca"], graph);
            Assert.Contains("\"../x\"", Assert.Throws<BundleException>(() => Bundle.Open(path)).Message, StringComparison.Ordinal);
        }
        Assert.Equal(18, places);
    }

    [Theory]
    [InlineData("0", "22", null)]
    [InlineData("21", "1", null)]
    [InlineData(null, null, null)]
    [InlineData("0", "23", "reads 23 bytes from byte 0 of weights.bin, which has 22")]
    [InlineData("22", "1", "reads 1 bytes from byte 22")]
    [InlineData("9223372036854775807", "9223372036854775807", "reads")]
    [InlineData("-1", "1", "expected a number")]
    [InlineData("99999999999999999999", "1", "expected a number")]
    [InlineData("x", "1", "expected a number")]
    public void Weights_lie_within_their_file(string? offset, string? length, string? expected)
    {
        string path = SmallBundle.Write(_folder["a.coca"], TinyOnnx.Of("weights.bin", offset, length));
        if (expected is null) Bundle.Open(path);
        else Assert.Contains(expected, Assert.Throws<BundleException>(() => Bundle.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a graph")]
    public void What_is_no_graph_is_said_to_be_none(string content)
    {
        string path = SmallBundle.Write(_folder["a.coca"], System.Text.Encoding.ASCII.GetBytes(content));
        Assert.Contains("image.onnx", Assert.Throws<BundleException>(() => Bundle.Open(path)).Message, StringComparison.Ordinal);
    }
}
