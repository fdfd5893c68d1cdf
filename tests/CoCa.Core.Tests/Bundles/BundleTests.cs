using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using CoCa.Core.Bundles;

namespace CoCa.Core.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_bundle_opens_with_all_that_was_written()
    {
        Bundle bundle = Bundle.Open(SmallBundle.Write(_folder["a.coca"]));
        BundleManifest got = bundle.Manifest;
        Assert.Equal(SmallBundle.Files.Order(), got.Files.Keys.Order());
        Assert.Equal(Text(SmallBundle.Manifest() with { Files = got.Files }), Text(got));
        Assert.Equal(["B", 3, 32, 32], got.Graphs["image"].Inputs[0].Shape);
        Assert.Equal("1", got.Graphs["image"].Attributes["batch"]);
        Assert.Equal("content of labels/kitchen.txt", File.ReadAllText(bundle.PathOf("labels/kitchen.txt")));
    }

    [Fact]
    public void Every_single_changed_byte_of_a_bundle_is_found()
    {
        string path = SmallBundle.Write(_folder["a.coca"]);
        foreach (string name in SmallBundle.Files.Where(f => f != "empty.txt"))
        {
            string file = Path.Combine(path, name);
            byte[] original = File.ReadAllBytes(file);
            for (int i = 0; i < original.Length; i++)
            {
                byte[] changed = [.. original];
                changed[i] ^= 1;
                File.WriteAllBytes(file, changed);
                Assert.Contains(name, Assert.Throws<BundleException>(() => Bundle.Open(path)).Message, StringComparison.Ordinal);
            }
            File.WriteAllBytes(file, original);
        }
        Bundle.Open(path);
    }

    [Theory]
    [InlineData("image.onnx", "more", "has 4 bytes, expected")]
    [InlineData("image.onnx", null, "is missing")]
    [InlineData("stray.bin", "x", "is not listed")]
    [InlineData("labels/stray.bin", "x", "is not listed")]
    [InlineData("model.json", "", "0 bytes")]
    [InlineData("model.json", "{}", "formatVersion is missing")]
    [InlineData("model.json", null, "not a bundle")]
    public void A_bundle_that_differs_from_its_manifest_is_refused(string name, string? content, string expected)
    {
        string path = SmallBundle.Write(_folder["a.coca"]), file = Path.Combine(path, name);
        if (content is null) File.Delete(file);
        else File.WriteAllText(file, content);
        Assert.Contains(expected, Assert.Throws<BundleException>(() => Bundle.Open(path, verify: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_refused_by_its_number_whatever_else_it_holds()
    {
        string path = SmallBundle.Write(_folder["a.coca"]);
        File.WriteAllText(Path.Combine(path, "model.json"), """{"graphs":[{"new":"form"}],"formatVersion":2}""");
        string message = Assert.Throws<BundleException>(() => Bundle.Open(path)).Message;
        Assert.Contains("version 2", message, StringComparison.Ordinal);
        Assert.Contains("up to 1", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\x")]
    [InlineData("a\\b")]
    [InlineData("a/b/c")]
    [InlineData("..")]
    [InlineData("labels/..")]
    [InlineData("labels/")]
    [InlineData("")]
    [InlineData("nul.txt")]
    [InlineData("tail.")]
    [InlineData("MODEL.JSON")]
    [InlineData("line\nbreak")]
    public void A_file_name_that_leads_elsewhere_is_refused_when_reading_and_when_writing(string name)
    {
        JsonObject json = JsonNode.Parse(Manifest())!.AsObject();
        json["files"]!.AsObject()[name] = new JsonObject { ["length"] = 0, ["sha256"] = new string('0', 64) };
        Assert.Throws<BundleException>(() => BundleManifest.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));
        using var writer = new BundleWriter(_folder["b.coca"]);
        Assert.Throws<BundleException>(() => writer.CreateFile(name));
    }

    [Fact]
    public void A_link_in_a_bundle_is_refused_even_to_the_very_same_bytes()
    {
        string path = SmallBundle.Write(_folder["a.coca"]), file = Path.Combine(path, "image.onnx"), outside = _folder["outside.onnx"];
        File.Move(file, outside);
        Link(file, outside);
        Assert.Contains("\"image.onnx\" is a link", Assert.Throws<BundleException>(() => Bundle.Open(path)).Message, StringComparison.Ordinal);
        File.Delete(file);
        File.Move(outside, file);
        Directory.Move(Path.Combine(path, "labels"), _folder["labels"]);
        Link(Path.Combine(path, "labels"), _folder["labels"], folder: true);
        Assert.Contains("\"labels\" is a link", Assert.Throws<BundleException>(() => Bundle.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_place_of_a_file_is_refused_and_not_waited_for()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("pipes in folders are Unix's");
        string path = SmallBundle.Write(_folder["a.coca"]);
        foreach (string name in new[] { "image.onnx", "model.json" })
        {
            File.Delete(Path.Combine(path, name));
            Assert.Equal(0, MakePipe(Path.Combine(path, name), 0x180));
            Assert.Throws<BundleException>(() => Bundle.Open(path));
        }
    }

    [Theory]
    [InlineData("\"name\": \"small\"", "\"name\": \"small\", \"name\": \"other\"", "twice")]
    [InlineData("\"name\": \"small\",", "", "name")]
    [InlineData("\"int8\"", "\"int9\"", "precision")]
    [InlineData("\"int8\"", "2", "precision")]
    [InlineData("14.25", "-1", "logitScale is -1")]
    [InlineData("14.25", "\"14\"", "logitScale")]
    [InlineData("14.25", "1e99", "logitScale")]
    [InlineData("\"file\": \"image.onnx\"", "\"file\": \"other.onnx\"", "graphs.image.file is \"other.onnx\", which is not among the files")]
    [InlineData("\"file\": \"image.onnx\"", "\"file\": null", "file")]
    [InlineData("\"pixels\"", "\"\"", "without a name")]
    [InlineData("\"scalar\"", "\"embedding\"", "twice")]
    [InlineData("\"startId\": 254", "\"startId\": 256", "tokenizer.startId is 256")]
    [InlineData("\"graph\": \"action\"", "\"graph\": \"garden\"", "heads.action.graph is garden")]
    [InlineData("\"image_size\": 32", "\"image_size\": 40", "40x40")]
    [InlineData("\"embed_dim\": 32", "\"embed_dim\": 33", "embed_dim is 33")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 0", "formatVersion")]
    [InlineData("\"B\"", "-1", "dimension")]
    [InlineData("\"B\"", "null", "dimension")]
    public void A_manifest_with_a_fault_names_it(string text, string replacement, string expected)
    {
        string json = Manifest();
        Assert.Contains(text, json, StringComparison.Ordinal);
        string changed = json.Replace(text, replacement, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<BundleException>(() => BundleManifest.Parse(Encoding.UTF8.GetBytes(changed))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config")]
    [InlineData("labelSets")]
    [InlineData("heads")]
    [InlineData("files")]
    [InlineData("graphs.image.attributes")]
    [InlineData("graphs.image.inputs")]
    [InlineData("labelSets.kitchen.templates")]
    [InlineData("heads.action.frames")]
    [InlineData("tokenizer.padId")]
    [InlineData("tokenizer.files")]
    public void A_key_that_is_missing_is_named(string path)
    {
        JsonObject json = JsonNode.Parse(Manifest())!.AsObject(), at = json;
        string[] keys = path.Split('.');
        foreach (string key in keys[..^1]) at = at[key]!.AsObject();
        Assert.True(at.Remove(keys[^1]));
        Assert.Contains(keys[^1], Assert.Throws<BundleException>(() => BundleManifest.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_null_by_default_may_be_missing()
    {
        JsonObject json = JsonNode.Parse(Manifest())!.AsObject();
        json.Remove("selfTest");
        json["labelSets"]!["kitchen"]!.AsObject().Remove("embeddings");
        json["heads"]!["action"]!.AsObject().Remove("weights");
        Assert.Null(BundleManifest.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())).SelfTest);
    }

    [Fact]
    public void A_key_that_this_version_does_not_know_is_ignored()
        => Assert.Equal("small", BundleManifest.Parse(Encoding.UTF8.GetBytes(Manifest().Replace("\"licence\"", "\"later\": {\"a\": [1]}, \"licence\"", StringComparison.Ordinal))).Name);

    [Fact]
    public void What_is_no_bundle_is_said_to_be_none()
    {
        Assert.Contains("no such folder", Assert.Throws<BundleException>(() => Bundle.Open(_folder["nothing"])).Message, StringComparison.Ordinal);
        Assert.Contains("not a bundle", Assert.Throws<BundleException>(() => Bundle.Open(_folder.Path)).Message, StringComparison.Ordinal);
        Bundle bundle = Bundle.Open(SmallBundle.Write(_folder["a.coca"]));
        Assert.Throws<BundleException>(() => bundle.PathOf("../a.coca/image.onnx"));
    }

    private string Manifest()
    {
        string path = _folder["manifest.coca"];
        if (!Directory.Exists(path)) SmallBundle.Write(path);
        return File.ReadAllText(Path.Combine(path, BundleManifest.FileName));
    }

    private static string Text(BundleManifest manifest) => Encoding.UTF8.GetString(manifest.ToJson());

    private static void Link(string path, string target, bool folder = false)
    {
        try
        {
            if (folder) Directory.CreateSymbolicLink(path, target);
            else File.CreateSymbolicLink(path, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"no links here: {e.Message}"); // Windows asks for a privilege
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int MakePipe(string path, int mode);
}
