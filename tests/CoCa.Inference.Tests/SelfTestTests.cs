using CoCa.Core.Bundles;

namespace CoCa.Inference.Tests;

public sealed class SelfTestTests
{
    [Theory]
    [InlineData(1f, true)]
    [InlineData(-1f, false)]
    public void A_device_passes_with_the_recorded_embedding_and_fails_with_another(float sign, bool passes)
    {
        using RecordedModel recorded = RecordedModel.Open("openclip");
        Bundle bundle = Bundle.Open(TestBundles.Of("openclip"));
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".coca");
        try
        {
            using (BundleWriter writer = new(path))
            {
                foreach (string file in bundle.Manifest.Files.Keys) writer.AddFile(file, bundle.PathOf(file));
                float[] pixels = recorded.Io.Floats("in.images")[..(3 * 32 * 32)], embedding = recorded.Io.Floats("out.image_features")[..32];
                SelfTest.Write(writer, SelfTest.FileName, pixels, 32, 32, [.. embedding.Select(x => sign * x)]);
                writer.Commit(bundle.Manifest with { SelfTest = SelfTest.FileName });
            }
            using CoCaModel model = CoCaModel.Open(path, new() { Device = "cpu" });
            SelfTestResult result = SelfTest.Check(model);
            Assert.Equal(passes, result.Passed);
            Assert.Equal(sign, result.Cosine!.Value, 1e-4);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void A_test_made_at_import_is_passed_by_the_processor()
    {
        Bundle bundle = Bundle.Open(TestBundles.Of("openclip"));
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".coca");
        using (BundleWriter writer = new(path))
        {
            foreach (string file in bundle.Manifest.Files.Keys) writer.AddFile(file, bundle.PathOf(file));
            string test = SelfTest.Create(writer, bundle.Manifest.Config, bundle.Manifest.Graphs["image"]);
            writer.Commit(bundle.Manifest with { SelfTest = test });
        }
        using (CoCaModel model = CoCaModel.Open(path, new() { Device = "cpu" })) Assert.Equal(1, SelfTest.Check(model).Cosine!.Value, 1e-5);
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public void A_bundle_without_a_test_fails_nothing_and_says_so()
    {
        using CoCaModel model = TestBundles.Open("openclip");
        SelfTestResult result = SelfTest.Check(model);
        Assert.True(result.Passed);
        Assert.Null(result.Cosine);
        Assert.Contains("no self-test", result.Message, StringComparison.Ordinal);
    }
}
