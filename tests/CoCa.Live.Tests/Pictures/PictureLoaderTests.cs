using System.Text.Json;
using CoCa.Core.Preprocessing;
using CoCa.Core.Weights;
using CoCa.Live.Pictures;

namespace CoCa.Live.Tests.Pictures;

public class PictureLoaderTests
{
    [Fact]
    public void Every_picture_in_the_repository_is_resized_as_the_reference_does()
    {
        Compare(TestData.Fixture("preprocess"), 9);
    }

    [Fact]
    public void Every_picture_of_the_shared_set_is_resized_as_the_reference_does()
    {
        Compare(TestData.Require("fixtures", "preprocess"), 12);
    }

    [Fact]
    public void A_picture_is_turned_for_a_person_and_left_as_stored_for_the_reference()
    {
        string path = TestData.Fixture("preprocess", "src", "exif6_260x140.jpg");
        Picture stored = PictureLoader.LoadAsStored(path), upright = PictureLoader.LoadUpright(path);
        Assert.Equal((260, 140), (stored.Width, stored.Height));
        Assert.Equal((140, 260), (upright.Width, upright.Height));
        // Orientation 6: the stored first row is the right-hand column.
        for (int x = 0; x < 260; x++)
            Assert.Equal(stored.Pixels.AsSpan(x * 3, 3).ToArray(), upright.Pixels.AsSpan((x * 140 + 139) * 3, 3).ToArray());
    }

    [Theory]
    [InlineData("size64", "gradient_320x240.png")]
    [InlineData("size64_gray", "gray_225x223.png")]
    public void Normalised_inputs_equal_the_references(string tensor, string file)
    {
        using TensorFile expected = TensorFile.Open(TestData.Fixture("preprocess", "normalized.safetensors"));
        Preprocessor preprocessor = new(new() { Height = 64, Width = 64 });
        float[] pixels = new float[preprocessor.PixelCount];
        PictureLoader.LoadAsStored(TestData.Fixture("preprocess", "src", file)).Preprocess(preprocessor, pixels);
        Assert.Equal(expected.Floats(tensor), pixels);
    }

    /// <summary>PNG sources: at most one level. JPEG sources: one level from their decoded pixels, a mean of one level from the file.</summary>
    private static void Compare(string folder, int expected)
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        int seen = 0;
        List<string> report = [];
        foreach (JsonElement image in index.RootElement.GetProperty("images").EnumerateArray())
        {
            string file = image.GetProperty("file").GetString()!;
            bool jpeg = file.EndsWith(".jpg", StringComparison.Ordinal);
            foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
            {
                PreprocessOptions options = new() { Mode = mode };
                byte[] want = PictureLoader.LoadAsStored(Path.Combine(folder, image.GetProperty(mode.ToString().ToLowerInvariant()).GetString()!)).Pixels;
                byte[] got = PictureLoader.LoadAsStored(Path.Combine(folder, file)).Resize(options);
                (int most, double mean) = Difference(got, want);
                report.Add($"{file} {mode}: at most {most}, mean {mean:F4}");
                if (jpeg) Assert.True(mean <= 1, report[^1]);
                else Assert.True(most == 0, report[^1]);
                if (jpeg && image.GetProperty("mode").GetString() == "RGB")
                {
                    byte[] fromDecoded = PictureLoader.LoadAsStored(Path.Combine(folder, image.GetProperty("decoded").GetString()!)).Resize(options);
                    Assert.True(Difference(fromDecoded, want).Most == 0, $"{file} {mode}, decoded");
                }
            }
            seen++;
        }
        Assert.Equal(expected, seen);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', report));
    }

    private static (int Most, double Mean) Difference(byte[] a, byte[] b)
    {
        Assert.Equal(a.Length, b.Length);
        int most = 0;
        long sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int d = Math.Abs(a[i] - b[i]);
            most = Math.Max(most, d);
            sum += d;
        }
        return (most, sum / (double)a.Length);
    }
}
