using System.Numerics.Tensors;
using System.Text.Json;
using CoCa.Core.Weights;
using CoCa.Live.Tests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace CoCa.Cli.Tests;

public sealed class TextAndPictureTests
{
    private static readonly string s_pictures = TestData.Fixture("preprocess", "src");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokenize_answers_every_recorded_text_on_a_line_of_its_own(bool all)
    {
        (string file, string vocabulary) = all ? (TestData.Require("fixtures", "tokenizer", "cases.jsonl"), TestData.Require("data", "clip_bpe"))
            : (TestData.Fixture("tokenizer", "cases.jsonl"), TestData.Fixture("tokenizer", "bpe_simple_vocab_16e6.txt.gz"));
        JsonElement[] cases = [.. File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(c => !c.GetProperty("text").GetString()!.Contains('\n', StringComparison.Ordinal) && !(c.TryGetProperty("ftfy_changes_ids", out JsonElement mended) && mended.GetBoolean()))];
        Assert.True(cases.Length > (all ? 500 : 50));
        string input = string.Concat(cases.Select(c => c.GetProperty("text").GetString() + "\n"));
        Ended ended = (await Coca.RunAsync(["tokenize", "--vocab", vocabulary, "--json"], input)).Expect(0);
        JsonElement[] answers = [.. ended.JsonLines];
        Assert.Equal(cases.Length, answers.Length);
        foreach ((JsonElement expected, JsonElement got) in cases.Zip(answers))
        {
            Assert.Equal(["ids", "decoded"], got.EnumerateObject().Select(p => p.Name));
            Assert.Equal(Ids(expected), Ids(got));
            Assert.Equal(expected.GetProperty("decoded").GetString(), got.GetProperty("decoded").GetString());
        }

        static IEnumerable<long> Ids(JsonElement e) => e.GetProperty("ids").EnumerateArray().Select(i => i.GetInt64());
    }

    [Theory]
    [InlineData("shortest")]
    [InlineData("squash")]
    [InlineData("longest")]
    public async Task Preprocess_writes_what_the_reference_gives_the_model(string mode)
    {
        using TemporaryFolder folder = new();
        (await Coca.RunAsync("preprocess", Path.Combine(s_pictures, "shapes_301x257.png"), "--size", "224", "--mode", mode, "--out", folder["out.png"])).Expect(0);
        Assert.Equal(Pixels(TestData.Fixture("preprocess", mode, "shapes_301x257.png")), Pixels(folder["out.png"]));
    }

    [Fact]
    public async Task Caption_gives_a_line_a_picture_and_the_same_in_any_batch()
    {
        string bundle = await Bundles.SmallAsync();
        Ended all = (await Coca.RunAsync("caption", "--model", bundle, s_pictures, "--json")).Expect(0);
        Dictionary<string, string> captions = all.JsonLines.ToDictionary(l => l.GetProperty("file").GetString()!, l => l.GetProperty("caption").GetString()!);
        Assert.Equal(Directory.GetFiles(s_pictures).Order(StringComparer.Ordinal), captions.Keys);
        Assert.All(all.JsonLines, l => Assert.Equal(["file", "caption", "ids", "score", "frames"], l.EnumerateObject().Select(p => p.Name)));
        string one = Path.Combine(s_pictures, "gray_225x223.png");
        Ended alone = (await Coca.RunAsync("caption", "--model", bundle, one)).Expect(0);
        Assert.Equal(captions[one], Assert.Single(alone.Lines));
    }

    [Fact]
    public async Task Caption_takes_the_options_of_generation()
    {
        string bundle = await Bundles.SmallAsync(), picture = Path.Combine(s_pictures, "gray_225x223.png");
        Ended ended = (await Coca.RunAsync("caption", "--model", bundle, picture, "--method", "greedy", "--max-length", "9", "--min-length", "8", "--prompt", "7,8", "--json")).Expect(0);
        Assert.Equal([254L, 7, 8], ended.Json.GetProperty("ids").EnumerateArray().Take(3).Select(i => i.GetInt64()));
        Assert.InRange(ended.Json.GetProperty("ids").GetArrayLength(), 8, 9);
        Ended first = await Coca.RunAsync("caption", "--model", bundle, picture, "--method", "sample", "--seed", "3", "--top-k", "50");
        Assert.Equal(first.Output, (await Coca.RunAsync("caption", "--model", bundle, picture, "--method", "sample", "--seed", "3", "--top-k", "50")).Output);
        (await Coca.RunAsync("caption", "--model", bundle, picture, "--method", "openclip", "--beams", "4", "--beam-groups", "3")).ExpectOneLine(2, "--beam-groups");
        (await Coca.RunAsync("caption", "--model", bundle, picture, "--max-length", "1000")).ExpectOneLine(3, "1000");
    }

    [Fact]
    public async Task Words_go_in_and_come_out_where_the_bundle_has_a_tokenizer()
    {
        string bundle = await Bundles.WordsAsync(), picture = Path.Combine(s_pictures, "gray_225x223.png");
        Ended caption = (await Coca.RunAsync("caption", "--model", bundle, picture, "--method", "greedy", "--prompt", "a photo of", "--max-length", "12")).Expect(0);
        Assert.StartsWith("a photo of", caption.Output, StringComparison.Ordinal);
        JsonElement classes = (await Coca.RunAsync("classify", "--model", bundle, picture, "--labels", "dog, cat,a red car", "--json")).Expect(0).Json;
        Assert.Equal(["file", "frames", "labels"], classes.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, classes.GetProperty("labels").EnumerateArray().Sum(l => l.GetProperty("p").GetDouble()), 1e-5);
        Assert.Equal(["a red car", "cat", "dog"], classes.GetProperty("labels").EnumerateArray().Select(l => l.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        JsonElement similar = (await Coca.RunAsync("similar", "--model", bundle, "--text", "a dog", s_pictures, "--json", "--top", "3")).Expect(0).Json;
        double[] scores = [.. similar.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("score").GetDouble())];
        Assert.Equal(3, scores.Length);
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task A_bundle_without_a_tokenizer_says_so_when_it_is_given_words() =>
        (await Coca.RunAsync("classify", "--model", await Bundles.SmallAsync(), s_pictures, "--labels", "dog")).ExpectOneLine(3, "no tokenizer");

    [Fact]
    public async Task The_most_similar_picture_is_the_picture_itself()
    {
        string picture = Path.Combine(s_pictures, "gray_225x223.png");
        JsonElement json = (await Coca.RunAsync("similar", "--model", await Bundles.SmallAsync(), "--picture", picture, s_pictures, "--json")).Expect(0).Json;
        JsonElement best = json.GetProperty("results")[0];
        Assert.Equal(picture, best.GetProperty("file").GetString());
        Assert.Equal(1, best.GetProperty("score").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task An_int8_picture_is_the_same_alone_and_among_others()
    {
        string bundle = await Bundles.SmallAsync(CoCa.Core.Bundles.Precision.Int8), one = Path.Combine(s_pictures, "gray_225x223.png");
        Ended all = (await Coca.RunAsync("embed", "--model", bundle, s_pictures, "--json", "--batch", "8")).Expect(0);
        float[] among = all.JsonLines.Where(l => l.GetProperty("file").GetString() == one).Select(Embedding).Single();
        Assert.Equal(among, Embedding((await Coca.RunAsync("embed", "--model", bundle, one, "--json")).Expect(0).Json));
    }

    [Fact]
    public async Task A_picture_lying_on_its_side_is_turned_first()
    {
        using TemporaryFolder folder = new();
        string turned = Path.Combine(s_pictures, "exif6_260x140.jpg");
        using (Image<Rgb24> image = Image.Load<Rgb24>(File.ReadAllBytes(turned)))
        {
            image.Mutate(x => x.AutoOrient());
            image.SaveAsPng(folder["upright.png"]);
        }
        string bundle = await Bundles.SmallAsync();
        Assert.Equal(Embedding((await Coca.RunAsync("embed", "--model", bundle, folder["upright.png"], "--json")).Expect(0).Json),
            Embedding((await Coca.RunAsync("embed", "--model", bundle, turned, "--json")).Expect(0).Json));
    }

    [Fact]
    public async Task Embed_writes_vectors_of_unit_length_to_a_file()
    {
        using TemporaryFolder folder = new();
        (await Coca.RunAsync("embed", "--model", await Bundles.WordsAsync(), s_pictures, "--text", "a dog", "--out", folder["e.safetensors"])).Expect(0);
        using TensorFile file = SafetensorsFile.Open(folder["e.safetensors"]);
        int count = Directory.GetFiles(s_pictures).Length + 1;
        Assert.Equal([count, 32L], file.Info("embeddings").Shape);
        float[] all = file.Floats("embeddings");
        for (int i = 0; i < count; i++) Assert.Equal(1, TensorPrimitives.Norm<float>(all.AsSpan(i * 32, 32)), 1e-4);
        Assert.Equal("a dog", file.Metadata[$"{count - 1}"]);
    }

    [Theory]
    [InlineData("0 bytes", "empty", 3)]
    [InlineData("text", "", 3)]
    [InlineData("cut", "", 3)]
    [InlineData("absent", "", 3)]
    [InlineData("1 pixel", "", 0)]
    [InlineData("wide", "", 0)]
    [InlineData("16 bit", "", 0)]
    [InlineData("cmyk", "", 0)]
    public async Task Strange_pictures_work_or_are_one_line(string kind, string expected, int code)
    {
        using TemporaryFolder folder = new();
        using Clips clips = new();
        string path = kind switch
        {
            "0 bytes" => Write("zero.jpg", []),
            "text" => Write("text.png", "this is no picture"u8.ToArray()),
            "cut" => Write("cut.png", File.ReadAllBytes(Path.Combine(s_pictures, "gray_225x223.png"))[..400]),
            "1 pixel" => Save("one.png", 1, 1),
            "wide" => Save("wide.png", 20_000, 3),
            "16 bit" => clips.Make("deep.png", "-f", "lavfi", "-i", "testsrc=s=40x30:r=1", "-frames:v", "1", "-pix_fmt", "rgb48be"),
            "cmyk" => Path.Combine(s_pictures, "cmyk_150x120.jpg"),
            _ => folder["absent.jpg"],
        };
        Ended ended = await Coca.RunAsync("embed", "--model", await Bundles.SmallAsync(), path, "--json");
        if (code == 0) Assert.Equal(32, Embedding(ended.Expect(0).Json).Length);
        else ended.ExpectOneLine(3, path, expected);

        string Write(string name, byte[] content)
        {
            File.WriteAllBytes(folder[name], content);
            return folder[name];
        }

        string Save(string name, int width, int height)
        {
            using Image<Rgb24> image = new(width, height);
            image.SaveAsPng(folder[name]);
            return folder[name];
        }
    }

    [Fact]
    public async Task One_bad_picture_among_others_is_left_out_and_told()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["b.png"], "bad");
        File.Copy(Path.Combine(s_pictures, "row_37x1.png"), folder["a.png"]);
        File.Copy(Path.Combine(s_pictures, "gray_225x223.png"), folder["c.png"]);
        Ended ended = (await Coca.RunAsync("embed", "--model", await Bundles.SmallAsync(), folder.Path, "--json")).ExpectOneLine(3, "b.png");
        Assert.Equal(["a.png", "c.png"], ended.JsonLines.Select(l => Path.GetFileName(l.GetProperty("file").GetString())));
    }

    private static float[] Embedding(JsonElement line) => [.. line.GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle())];

    private static byte[] Pixels(string path)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(File.ReadAllBytes(path));
        byte[] pixels = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }
}
