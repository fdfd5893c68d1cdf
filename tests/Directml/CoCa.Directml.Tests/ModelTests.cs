using CoCa.Core;
using CoCa.Core.Bundles;
using CoCa.Inference;
using CoCa.Inference.Devices;
using CoCa.Inference.Encoding;

namespace CoCa.Directml.Tests;

public sealed class ModelTests
{
    [Fact]
    public void Auto_opens_the_adapter_and_says_so()
    {
        string cache = Directory.CreateTempSubdirectory("coca-speeds").FullName;
        using CoCaModel model = CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = "auto", CacheFolder = cache });
        Assert.Equal(Gpu.Adapter, model.Device);
    }

    [Fact]
    public void The_fastest_is_measured_once_and_remembered()
    {
        string cache = Directory.CreateTempSubdirectory("coca-speeds").FullName;
        DeviceInfo first, second;
        using (CoCaModel model = CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = "fastest", CacheFolder = cache })) first = model.Device;
        string[] files = [.. Directory.EnumerateFiles(cache, "*", SearchOption.AllDirectories)];
        Assert.NotEmpty(files);
        DateTime written = File.GetLastWriteTimeUtc(files[0]);
        using (CoCaModel model = CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = "fastest", CacheFolder = cache })) second = model.Device;
        Assert.Equal(first, second);
        Assert.Equal(written, File.GetLastWriteTimeUtc(files[0]));
    }

    [Fact]
    public void An_adapter_that_is_not_there_is_refused_by_name()
    {
        Assert.NotNull(Gpu.Adapter);
        Assert.Throws<InvalidInputException>(() => CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = "Voodoo 2" }));
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Fp16)]
    [InlineData(Precision.Int8)]
    public void Texts_of_any_number_are_embedded_as_on_the_processor(Precision precision)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        using CoCaModel model = Gpu.Open("openclip", precision), processor = TestBundles.Open("openclip", precision);
        long[] three = recorded.Io.Longs("in.text"), ids = [.. three, .. three, .. three, .. three];
        TextFeatures expected = processor.TextEncoder.Encode(ids, 12), actual = model.TextEncoder.Encode(ids, 12);
        for (int i = 0; i < 12; i++)
            Assert.InRange(Cosine(expected.Embedding(i), actual.Embedding(i)), precision == Precision.Fp32 ? 0.999999 : 0.999, 1.000001);
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(a, b);
}
