using System.Text.Json;
using CoCa.Core.Bundles;
using CoCa.Core.Weights;

namespace CoCa.Cli.Tests;

public sealed class VerifyTests
{
    public static TheoryData<string, string> Weights()
    {
        TheoryData<string, string> data = [];
        foreach (string name in TestData.List("fixtures", "coca"))
            foreach (string file in Directory.GetFiles(TestData.Require("fixtures", "coca", name)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal))
                if (file is not ("io.safetensors" or "config.json")) data.Add(name, file);
        return data;
    }

    public static TheoryData<string, Precision> Smaller()
    {
        TheoryData<string, Precision> data = [];
        foreach (string name in TestData.List("fixtures", "coca"))
            foreach (Precision precision in (Precision[])[Precision.Fp16, Precision.Int8]) data.Add(name, precision);
        return data;
    }

    public static TheoryData<string> Configurations() => [.. TestData.List("fixtures", "coca")];

    public static TheoryData<string> Videos() => [.. TestData.List("fixtures", "video")];

    [Fact]
    public async Task The_configuration_in_the_repository_holds_in_fp32() =>
        CheckAll(await VerifyAsync(await Bundles.SmallAsync(), TestData.Fixture("coca", "openclip", "io.safetensors")), TestData.Fixture("coca", "openclip", "io.safetensors"));

    [Fact]
    public async Task The_video_in_the_repository_holds_in_fp32() =>
        CheckAll(await VerifyAsync(await Bundles.SmallAsync(), TestData.Fixture("video", "openclip", "io.safetensors")), TestData.Fixture("video", "openclip", "io.safetensors"));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Weights))]
    public async Task Every_recorded_output_and_generation_holds_in_fp32(string name, string file)
    {
        string io = TestData.Require("fixtures", "coca", name, "io.safetensors");
        CheckAll(await VerifyAsync(await Bundles.OfAsync(TestData.Require("fixtures", "coca", name, file)), io), io);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public async Task Every_recorded_video_holds_in_fp32(string name)
    {
        string io = TestData.Require("fixtures", "video", name, "io.safetensors");
        string bundle = await Bundles.OfAsync(TestData.Require("fixtures", "coca", name, "model.safetensors"));
        CheckAll(await VerifyAsync(bundle, io, "--head", TestData.Require("fixtures", "video", name, "action.safetensors")), io);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Configurations))]
    public async Task A_video_of_one_frame_again_and_again_is_that_picture(string name)
    {
        // Keys that all come three times have the same softmax; a model without a pooler has three times the tokens.
        using TemporaryFolder folder = new();
        File.Copy(TestData.Require("fixtures", "coca", name, "config.json"), folder["config.json"]);
        using (TensorFile io = SafetensorsFile.Open(TestData.Require("fixtures", "coca", name, "io.safetensors")))
        using (TensorFile weights = SafetensorsFile.Open(TestData.Require("fixtures", "coca", name, "model.safetensors")))
        {
            bool pools = weights.Contains("visual.attn_pool.query");
            float[] frame = First(io, "in.images"), tokens = First(io, "out.image_tokens");
            if (!pools)
            {
                float[] normed = Norm(First(io, "out.trunk_tokens"), weights.Floats("visual.ln_post.weight"), weights.Floats("visual.ln_post.bias"));
                tokens = [.. tokens, .. normed, .. normed];
            }
            IReadOnlyList<long> image = io.Info("in.images").Shape;
            long width = io.Info("out.image_tokens").Shape[2], embed = io.Info("out.image_features").Shape[1];
            List<(TensorInfo Info, float[] Values)> recorded =
            [
                (new("in.frames", DType.F32, [3, .. image.Skip(1)]), [.. frame, .. frame, .. frame]),
                (new("out.video_features", DType.F32, [1, embed]), First(io, "out.image_features")),
                (new("out.video_features_raw", DType.F32, [1, embed]), First(io, "out.image_features_raw")),
                (new("out.video_tokens", DType.F32, [1, tokens.Length / width, width]), tokens),
                (new("out.video_tokens.half", DType.F32, [1, io.Info("out.image_tokens").Shape[1], width]), First(io, "out.image_tokens")),
            ];
            using SafetensorsWriter writer = SafetensorsWriter.Create(folder["io.safetensors"], [.. recorded.Select(r => r.Info), new("gen.greedy.half", DType.I64, [1, io.Info("gen.greedy").Shape[1]])]);
            foreach ((TensorInfo info, float[] values) in recorded) writer.WriteFloats(info.Name, values);
            writer.Write("gen.greedy.half", io.Bytes("gen.greedy")[..(int)(8 * io.Info("gen.greedy").Shape[1])]);
            writer.Commit();
        }
        CheckAll(await VerifyAsync(await Bundles.OfAsync(TestData.Require("fixtures", "coca", name, "model.safetensors")), folder["io.safetensors"]), folder["io.safetensors"]);

        static float[] First(TensorFile io, string tensor) => io.Floats(tensor)[..(int)(io.Info(tensor).ElementCount / io.Info(tensor).Shape[0])];

        static float[] Norm(float[] tokens, float[] weight, float[] bias) => [.. tokens.Chunk(weight.Length).SelectMany(t =>
        {
            double mean = t.Average(v => (double)v), scale = 1 / Math.Sqrt(t.Average(v => (v - mean) * (v - mean)) + 1e-5);
            return t.Select((v, c) => (float)((v - mean) * scale * weight[c] + bias[c]));
        })];
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Smaller))]
    public async Task Smaller_precisions_hold_their_tolerances_and_report_generations(string name, Precision precision)
    {
        string io = TestData.Require("fixtures", "coca", name, "io.safetensors");
        Ended ended = (await VerifyAsync(await Bundles.OfAsync(TestData.Require("fixtures", "coca", name, "model.safetensors"), precision), io)).Expect(0);
        Assert.True(ended.Json.GetProperty("ok").GetBoolean());
        Assert.Contains(ended.Json.GetProperty("generations").EnumerateObject(), g => g.NameEquals("gen.greedy"));
    }

    [Fact]
    public async Task A_changed_output_a_changed_generation_and_an_unknown_one_are_failures()
    {
        using TemporaryFolder folder = new();
        File.Copy(TestData.Fixture("coca", "openclip", "config.json"), folder["config.json"]);
        Rewrite(TestData.Fixture("coca", "openclip", "io.safetensors"), folder["io.safetensors"], (name, bytes) =>
        {
            if (name == "out.image_features") BitConverter.TryWriteBytes(bytes.AsSpan(8), 0.5f);
            if (name == "gen.greedy") bytes[8]++;
            return name == "out.text_features_raw" ? "out.something_else" : name;
        });
        Ended ended = (await VerifyAsync(await Bundles.SmallAsync(), folder["io.safetensors"])).ExpectOneLine(3, "does not hold");
        Assert.False(ended.Json.GetProperty("ok").GetBoolean());
        Assert.InRange(ended.Json.GetProperty("outputs").GetProperty("out.image_features").GetDouble(), 0.1, 2);
        Assert.False(ended.Json.GetProperty("generations").GetProperty("gen.greedy").GetBoolean());
        Assert.Contains(ended.Json.GetProperty("skipped").EnumerateArray(), s => s.ValueEquals("out.something_else"));
    }

    [Fact]
    public async Task Settings_say_how_generations_were_made()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["other.json"], """{"generation":{"seq_len":10,"min_seq_len":5,"sot_token_id":254,"eos_token_id":255,"pad_token_id":0}}""");
        Ended ended = (await VerifyAsync(await Bundles.SmallAsync(), TestData.Fixture("coca", "openclip", "io.safetensors"), "--settings", folder["other.json"])).Expect(3);
        Assert.False(ended.Json.GetProperty("generations").GetProperty("gen.greedy").GetBoolean());
    }

    [Fact]
    public async Task A_recorded_minimum_beyond_the_length_is_judged_like_any_other()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["short.json"], """{"generation":{"seq_len":8,"min_seq_len":5,"sot_token_id":254,"eos_token_id":255,"pad_token_id":0}}""");
        Ended ended = (await VerifyAsync(await Bundles.SmallAsync(), TestData.Fixture("coca", "openclip", "io.safetensors"), "--settings", folder["short.json"])).ExpectOneLine(3, "does not hold");
        Assert.Contains(ended.Json.GetProperty("generations").EnumerateObject(), g => g.NameEquals("gen.greedy_min8"));
    }

    [Theory]
    [InlineData("absent.safetensors", "absent.safetensors")]
    [InlineData("model.safetensors", "neither in.images nor in.frames")]
    public async Task A_file_without_recorded_inputs_is_bad_input(string file, string expected) =>
        (await Coca.RunAsync("verify", await Bundles.SmallAsync(), "--io", TestData.Fixture("coca", "openclip", file))).ExpectOneLine(3, expected);

    [Fact]
    public async Task Results_of_another_model_are_bad_input() =>
        (await Coca.RunAsync("verify", await Bundles.SmallAsync(), "--io", TestData.Require("fixtures", "coca", "rect", "io.safetensors"))).ExpectOneLine(3, "in.images is [3, 3, 52, 52]");

    [Fact]
    public async Task For_a_person_it_is_a_line_each()
    {
        Ended ended = (await Coca.RunAsync("verify", await Bundles.SmallAsync(), "--io", TestData.Fixture("coca", "openclip", "io.safetensors"))).Expect(0);
        Assert.Equal("holds", ended.Lines[^1]);
    }

    private static Task<Ended> VerifyAsync(string bundle, string io, params string[] more) => Coca.RunAsync(["verify", bundle, "--io", io, "--json", .. more]);

    /// <summary>Nothing that was recorded may be left out but what is the trainer's.</summary>
    private static void CheckAll(Ended ended, string io)
    {
        ended.Expect(0);
        Assert.Empty(ended.Error);
        JsonElement json = ended.Json;
        Assert.Equal(["ok", "outputs", "generations", "skipped"], json.EnumerateObject().Select(p => p.Name));
        Assert.True(json.GetProperty("ok").GetBoolean());
        using TensorFile recorded = SafetensorsFile.Open(io);
        string[] names = [.. recorded.Tensors.Select(t => t.Name)];
        Assert.Equal(names.Where(n => n.StartsWith("out.", StringComparison.Ordinal)).Order(StringComparer.Ordinal), json.GetProperty("outputs").EnumerateObject().Select(p => p.Name));
        Assert.All(json.GetProperty("outputs").EnumerateObject(), o => Assert.InRange(o.Value.GetDouble(), 0, 1e-4));
        Assert.Equal(names.Where(n => n.StartsWith("gen.", StringComparison.Ordinal) && n != "gen.prompt").Order(StringComparer.Ordinal), json.GetProperty("generations").EnumerateObject().Select(p => p.Name));
        Assert.All(json.GetProperty("generations").EnumerateObject(), g => Assert.True(g.Value.GetBoolean(), g.Name));
        Assert.All(json.GetProperty("skipped").EnumerateArray(), s => Assert.Matches("^(loss|grad|train)[.]", s.GetString()));
    }

    /// <summary>Copies a safetensors file; each tensor's bytes may be changed, and it may get another name.</summary>
    private static void Rewrite(string from, string to, Func<string, byte[], string> change)
    {
        using TensorFile source = SafetensorsFile.Open(from);
        List<(TensorInfo Info, byte[] Bytes)> tensors = [];
        foreach (TensorInfo info in source.Tensors.Where(t => t.Name.StartsWith("in.", StringComparison.Ordinal) || t.Name.StartsWith("out.", StringComparison.Ordinal) || t.Name.StartsWith("gen.", StringComparison.Ordinal)))
        {
            byte[] bytes = source.Bytes(info.Name).ToArray();
            tensors.Add((info with { Name = change(info.Name, bytes) }, bytes));
        }
        using SafetensorsWriter writer = SafetensorsWriter.Create(to, [.. tensors.Select(t => t.Info)]);
        foreach ((TensorInfo info, byte[] bytes) in tensors) writer.Write(info.Name, bytes);
        writer.Commit();
    }
}
