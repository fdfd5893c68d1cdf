using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CoCa.Core.Configuration;
using CoCa.Live.Tests.Hub;

namespace CoCa.Cli.Tests;

public sealed class ImportTests : IDisposable
{
    private static readonly string s_model = TestData.Fixture("coca", "openclip", "model.safetensors");
    private static readonly string s_config = TestData.Fixture("coca", "openclip", "config.json");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_with_weights_configuration_and_tokenizer_needs_no_options()
    {
        string bundle = await Bundles.WordsAsync();
        Ended ended = (await Coca.RunAsync("inspect", bundle)).Expect(0);
        Assert.Contains("tokenizer clip", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_what_was_made()
    {
        Ended ended = (await Coca.RunAsync("import", s_model, "--config", s_config, "--tokenizer", "none", "--out", _folder["b.coca"], "--json")).Expect(0);
        Assert.Empty(ended.Error);
        Assert.Equal(["bundle", "name", "precision", "bytes", "seconds"], ended.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["b.coca"], _folder.Names);
    }

    [Fact]
    public async Task A_bundle_that_is_there_is_replaced_only_by_force()
    {
        string[] import = ["import", s_model, "--config", s_config, "--tokenizer", "none", "--out", _folder["b.coca"]];
        (await Coca.RunAsync(import)).Expect(0);
        (await Coca.RunAsync(import)).ExpectOneLine(3, "--force");
        (await Coca.RunAsync([.. import, "--force"])).Expect(0);
        Assert.Equal(["b.coca"], _folder.Names);
        Directory.CreateDirectory(_folder["documents"]);
        File.WriteAllText(_folder["documents", "mine.txt"], "mine");
        (await Coca.RunAsync([.. import[..^1], _folder["documents"], "--force"])).ExpectOneLine(3, "no bundle");
        Assert.Equal("mine", File.ReadAllText(_folder["documents", "mine.txt"]));
    }

    [Fact]
    public async Task A_preset_stands_for_a_configuration_and_every_difference_is_named() =>
        await RefusedAsync(s_model, ["--config", "coca_ViT-B-32"], "visual.");

    [Fact]
    public async Task A_data_parallel_wrappers_prefix_and_a_scale_of_shape_1_are_taken_in_safetensors_too()
    {
        string wrapped = Write("wrapped.safetensors", WithHeader(File.ReadAllBytes(s_model), h =>
        {
            Tensor(h, "logit_scale")["shape"] = new JsonArray(1);
            foreach (string name in h.Select(t => t.Key).Where(k => k != "__metadata__").ToArray()) Rename(h, name, "module." + name);
        }));
        (await Coca.RunAsync("import", wrapped, "--config", s_config, "--tokenizer", "none", "--out", _folder["b.coca"])).Expect(0);
        (await Coca.RunAsync("verify", _folder["b.coca"], "--io", TestData.Fixture("coca", "openclip", "io.safetensors"))).Expect(0);
    }

    public static TheoryData<string, string> BadWeights => new()
    {
        { "empty", "" },
        { "text", "" },
        { "cut", "" },
        { "header too long", "" },
        { "header beyond the file", "" },
        { "overlapping", "" },
        { "out of range", "" },
        { "negative", "" },
        { "wrong shape", "visual.proj" },
        { "missing key", "visual.proj" },
        { "unknown key", "visual.extra" },
        { "foreign global", "" },
        { "zip bomb", "" },
        { "no pickle", "" },
        { "folder without weights", "no weights" },
        { "absent", "no such file" },
    };

    [Theory]
    [MemberData(nameof(BadWeights))]
    public async Task Bad_weights_are_one_line_and_leave_nothing(string kind, string expected)
    {
        byte[] good = File.ReadAllBytes(s_model);
        string path = kind switch
        {
            "empty" => Write("empty.safetensors", []),
            "text" => Write("text.safetensors", "these are no weights, they are words, and more words than a header has"u8.ToArray()),
            "cut" => Write("cut.safetensors", good[..(good.Length / 2)]),
            "header too long" => Write("long.safetensors", WithLength(good, long.MaxValue)),
            "header beyond the file" => Write("beyond.safetensors", WithLength(good, good.Length)),
            "overlapping" => Write("overlapping.safetensors", WithHeader(good, h => Tensor(h, "visual.proj")["data_offsets"]![0] = Tensor(h, "visual.proj")["data_offsets"]![0]!.GetValue<long>() - 4)),
            "out of range" => Write("range.safetensors", WithHeader(good, h => Tensor(h, "visual.proj")["data_offsets"]![1] = 1L << 40)),
            "negative" => Write("negative.safetensors", WithHeader(good, h => Tensor(h, "visual.proj")["data_offsets"]![0] = -4)),
            "wrong shape" => Write("shape.safetensors", WithHeader(good, h => Tensor(h, "visual.proj")["shape"] = new JsonArray(16, 64))),
            "missing key" => Write("missing.safetensors", WithHeader(good, h => Rename(h, "visual.proj", "visual.extra"))),
            "unknown key" => Write("unknown.safetensors", WithHeader(good, h => Rename(h, "visual.proj", "visual.extra"))),
            "foreign global" => Zip("foreign.pt", ("archive/data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002cos\nsystem\nX\u0002\0\0\0ls\u0085R."))),
            "zip bomb" => Zip("bomb.pt", ("archive/data.pkl", new byte[200 << 20])),
            "no pickle" => Zip("none.pt", ("archive/readme.txt", "hello"u8.ToArray())),
            "folder without weights" => Directory.CreateDirectory(_folder["nothing"]).FullName,
            _ => _folder["absent.safetensors"],
        };
        await RefusedAsync(path, ["--config", s_config], expected);
    }

    [Theory]
    [InlineData("no json", "")]
    [InlineData("array", "")]
    [InlineData("width", "")]
    [InlineData("absent", "no such file")]
    [InlineData("timm", "timm")]
    public async Task Bad_configurations_are_one_line(string kind, string expected)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(s_config))!;
        string path = kind switch
        {
            "no json" => Write("c.json", "{"u8.ToArray()),
            "array" => Write("c.json", "[]"u8.ToArray()),
            "width" => Change(c => c["vision_cfg"]!["width"] = 49),
            "timm" => Change(c => c["vision_cfg"]!["timm_model_name"] = "vit_base"),
            _ => _folder["c.json"],
        };
        await RefusedAsync(s_model, ["--config", path], expected);

        string Change(Action<JsonNode> change)
        {
            change(config);
            return Write("c.json", Encoding.UTF8.GetBytes(config.ToJsonString()));
        }
    }

    [Fact]
    public async Task A_tokenizer_of_another_model_or_without_a_needed_token_is_refused()
    {
        await RefusedAsync(s_model, ["--config", s_config, "--tokenizer", TestData.Fixture("tokenizer", "bpe_simple_vocab_16e6.txt.gz")], "49408");
        Directory.CreateDirectory(_folder["vocabulary"]);
        File.WriteAllText(_folder["vocabulary", "vocab.json"], """{"a":0,"a</w>":1}""");
        File.WriteAllText(_folder["vocabulary", "merges.txt"], "#version: 0.2\n");
        await RefusedAsync(s_model, ["--config", s_config, "--tokenizer", _folder["vocabulary"]], "");
    }

    [Theory]
    [InlineData("changed byte")]
    [InlineData("newer version")]
    [InlineData("missing file")]
    [InlineData("unlisted file")]
    [InlineData("weights elsewhere")]
    [InlineData("no manifest")]
    public async Task A_damaged_bundle_is_refused_before_it_is_used(string kind)
    {
        string bundle = _folder["b.coca"];
        (await Coca.RunAsync("import", s_model, "--config", s_config, "--tokenizer", "none", "--out", bundle)).Expect(0);
        string manifest = Path.Combine(bundle, "model.json"), graph = Path.Combine(bundle, "image.onnx");
        switch (kind)
        {
            case "changed byte":
                byte[] weights = File.ReadAllBytes(Path.Combine(bundle, "weights.bin"));
                weights[weights.Length / 2] ^= 1;
                File.WriteAllBytes(Path.Combine(bundle, "weights.bin"), weights);
                break;
            case "newer version":
                JsonNode json = JsonNode.Parse(File.ReadAllText(manifest))!;
                string key = json.AsObject().Select(p => p.Key).First(k => k.Contains("version", StringComparison.OrdinalIgnoreCase));
                json[key] = 1000;
                File.WriteAllText(manifest, json.ToJsonString());
                break;
            case "missing file": File.Delete(graph); break;
            case "unlisted file": File.WriteAllText(Path.Combine(bundle, "extra.bin"), "x"); break;
            case "no manifest": File.Delete(manifest); break;
            default:
                // A graph that reads its weights from outside of the folder, with a hash that fits.
                byte[] onnx = File.ReadAllBytes(graph);
                ReadOnlySpan<byte> name = "weights.bin"u8;
                for (int at; (at = onnx.AsSpan().IndexOf(name)) >= 0;) "../ghts.bin"u8.CopyTo(onnx.AsSpan(at));
                File.WriteAllBytes(graph, onnx);
                File.Copy(Path.Combine(bundle, "weights.bin"), _folder["ghts.bin"]);
                string text = File.ReadAllText(manifest);
                string old = JsonNode.Parse(text)!["files"]!["image.onnx"]!["sha256"]!.GetValue<string>();
                File.WriteAllText(manifest, text.Replace(old, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(onnx)), StringComparison.Ordinal));
                break;
        }
        (await Coca.RunAsync("embed", "--model", bundle, TestData.Fixture("preprocess", "src", "row_37x1.png"))).ExpectOneLine(3);
    }

    [Theory]
    [InlineData(Coca.Interrupt, false)]
    [InlineData(Coca.Terminate, false)]
    [InlineData(Coca.Interrupt, true)]
    public async Task A_signal_in_the_middle_leaves_nothing(int signal, bool asBackgroundJob)
    {
        // Large enough to be caught at it: some 200 MB.
        CoCaConfig small = CoCaConfig.Parse(File.ReadAllBytes(s_config));
        Directory.CreateDirectory(_folder["in"]);
        RandomModel.WriteFolder(_folder["in"], small with { Text = small.Text with { VocabularySize = 800_000 }, Multimodal = small.Multimodal with { VocabularySize = 800_000 } });
        Directory.CreateDirectory(_folder["out"]);
        string[] import = ["import", _folder["in"], "--tokenizer", "none", "--out", _folder["out", "b.coca"]];
        // A shell starts what a script puts in the background with SIGINT ignored.
        using Process process = asBackgroundJob ? Coca.Start("/bin/sh", ["-c", "trap '' INT; exec \"$0\" \"$@\"", Coca.Program, .. import]) : Coca.Start(import);
        while (!process.HasExited && Directory.GetFileSystemEntries(_folder["out"]).Length == 0) await Task.Delay(2);
        Assert.Equal(0, Coca.Kill(process.Id, signal));
        (await Coca.EndAsync(process)).ExpectOneLine(130, "cancelled");
        Assert.Empty(Directory.GetFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public async Task The_hub_is_a_source_as_any_other()
    {
        await using FakeHub hub = new();
        hub.Files.Clear();
        hub.Files["open_clip_config.json"] = Encoding.UTF8.GetBytes("""{"preprocess_cfg":{"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5],"resize_mode":"squash"},"model_cfg":""" + File.ReadAllText(s_config) + "}");
        hub.Files["open_clip_model.safetensors"] = File.ReadAllBytes(s_model);
        await hub.StartAsync();
        Dictionary<string, string?> environment = new() { ["HF_ENDPOINT"] = hub.Endpoint.ToString(), ["HF_TOKEN"] = "hf_secret", ["XDG_CACHE_HOME"] = _folder["cache"] };
        string bundle = _folder["b.coca"];
        (await Coca.RunAsync(["import", "hf:some-one/a-model", "--tokenizer", "none", "--out", bundle], null, environment)).Expect(0);
        Ended inspected = (await Coca.RunAsync("inspect", bundle)).Expect(0);
        Assert.Contains($"hf:some-one/a-model@{FakeHub.Commit}", inspected.Output, StringComparison.Ordinal);
        (await Coca.RunAsync("verify", bundle, "--io", TestData.Fixture("coca", "openclip", "io.safetensors"))).Expect(0);
        (await Coca.RunAsync(["import", "hf:some-one/a-model", "--out", _folder["c.coca"]], null, environment)).ExpectOneLine(2, "no tokenizer");

        hub.Fault = (context, _, _) =>
        {
            context.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        (await Coca.RunAsync(["import", "hf:some-one/no-model", "--tokenizer", "none", "--out", _folder["c.coca"]], null, environment)).ExpectOneLine(3, "404");
        Assert.Equal(["b.coca", "cache"], _folder.Names);
    }

    [Fact]
    public async Task A_signal_while_the_hub_is_silent_leaves_nothing()
    {
        await using FakeHub hub = new();
        TaskCompletionSource asked = new();
        hub.Fault = async (context, _, _) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await hub.StartAsync();
        Dictionary<string, string?> environment = new() { ["HF_ENDPOINT"] = hub.Endpoint.ToString(), ["XDG_CACHE_HOME"] = _folder["cache"] };
        using Process process = Coca.Start(["import", "hf:some-one/a-model", "--tokenizer", "none", "--out", _folder["b.coca"]], environment);
        await asked.Task;
        Assert.Equal(0, Coca.Kill(process.Id, Coca.Interrupt));
        (await Coca.EndAsync(process)).ExpectOneLine(130, "cancelled");
        Assert.DoesNotContain(_folder.Names, n => n != "cache");
    }

    private async Task RefusedAsync(string source, string[] options, string expected)
    {
        Directory.CreateDirectory(_folder["out"]);
        string[] tokenizer = options.Contains("--tokenizer") ? [] : ["--tokenizer", "none"];
        (await Coca.RunAsync(["import", source, .. options, .. tokenizer, "--out", _folder["out", "b.coca"]])).ExpectOneLine(3, expected);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["out"]));
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }

    private string Zip(string name, (string Name, byte[] Content) entry)
    {
        using ZipArchive zip = new(File.Create(_folder[name]), ZipArchiveMode.Create);
        using Stream stream = zip.CreateEntry(entry.Name, CompressionLevel.Optimal).Open();
        stream.Write(entry.Content);
        return _folder[name];
    }

    private static byte[] WithLength(byte[] good, long length)
    {
        byte[] bad = [.. good];
        BinaryPrimitives.WriteInt64LittleEndian(bad, length);
        return bad;
    }

    private static byte[] WithHeader(byte[] good, Action<JsonObject> change)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        JsonObject header = JsonNode.Parse(good.AsSpan(8, length))!.AsObject();
        change(header);
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, json.Length);
        return [.. size, .. json, .. good[(8 + length)..]];
    }

    private static JsonObject Tensor(JsonObject header, string name) => header[name]!.AsObject();

    private static void Rename(JsonObject header, string from, string to)
    {
        JsonNode tensor = header[from]!;
        header.Remove(from);
        header[to] = tensor;
    }

    [Theory]
    [InlineData("some.safetensors", "some")]
    [InlineData("clip/open_clip_pytorch_model.bin", "clip")]
    [InlineData("out/mine/checkpoint", "mine")]
    [InlineData("out/mine/checkpoint/model.safetensors", "mine")]
    [InlineData("checkpoint.pt", "checkpoint")]
    public void A_model_is_called_by_its_place(string path, string name) => Assert.Equal(name, CoCa.Cli.Import.ImportSource.NameOf(path));
}
