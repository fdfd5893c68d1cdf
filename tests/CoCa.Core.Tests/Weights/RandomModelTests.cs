using CoCa.Core.Configuration;
using CoCa.Core.Weights;

namespace CoCa.Core.Tests.Weights;

public sealed class RandomModelTests
{
    public static TheoryData<string> Configurations() => [.. TestData.List("fixtures", "coca")];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Names_and_shapes_are_those_of_the_recorded_weights(string name)
    {
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Require("fixtures", "coca", name, "config.json")));
        using TensorFile file = TensorFile.Open(TestData.Require("fixtures", "coca", name, "model.safetensors"));
        Assert.Equal(Sorted(file.Tensors), Sorted(RandomModel.Tensors(config)));
    }

    [Fact]
    public void The_same_seed_makes_the_same_file_and_another_one_another()
    {
        using var folder = new TemporaryFolder();
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json")));
        RandomModel.Write(folder["a"], config, seed: 7);
        RandomModel.Write(folder["b"], config, seed: 7);
        RandomModel.Write(folder["c"], config, seed: 8);
        byte[] first = File.ReadAllBytes(folder["a"]);
        Assert.Equal(first, File.ReadAllBytes(folder["b"]));
        Assert.NotEqual(first, File.ReadAllBytes(folder["c"]));
    }

    private static List<string> Sorted(IEnumerable<TensorInfo> tensors) => [.. tensors.Select(t => $"{t.Name} {t.DType} {t.ShapeText}").Order(StringComparer.Ordinal)];
}
