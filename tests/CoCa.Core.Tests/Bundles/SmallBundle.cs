using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;

namespace CoCa.Core.Tests.Bundles;

/// <summary>A bundle with all that a manifest can say, and files of a few bytes.</summary>
internal static class SmallBundle
{
    public static readonly string[] Files =
        ["image.onnx", "action.onnx", "weights.bin", "vocab.json", "merges.txt", "labels/kitchen.txt", "labels/kitchen.safetensors", "heads/action.safetensors", "selftest.safetensors", "empty.txt"];

    public static BundleManifest Manifest() => new()
    {
        Name = "small",
        Config = CoCaConfig.Parse(File.ReadAllBytes(TestData.Fixture("coca", "openclip", "config.json"))),
        Precision = Precision.Int8,
        Preprocess = new PreprocessOptions { Height = 32, Width = 32 },
        Tokenizer = new TokenizerInfo { Kind = TokenizerInfo.Clip, Files = ["vocab.json", "merges.txt"], StartId = 254, EndId = 255 },
        LogitScale = 14.25f,
        Graphs = new Dictionary<string, GraphInfo>
        {
            ["image"] = new()
            {
                File = "image.onnx",
                Inputs = [new GraphPort { Name = "pixels", Type = "float", Shape = ["B", 3, 32, 32] }],
                Outputs = [new GraphPort { Name = "embedding", Type = "float", Shape = ["B", 32] }, new GraphPort { Name = "scalar", Type = "int64", Shape = [] }],
                Attributes = new Dictionary<string, string> { ["batch"] = "1" },
            },
            ["action"] = new() { File = "action.onnx", Inputs = [], Outputs = [] },
        },
        LabelSets = new Dictionary<string, LabelSetInfo> { ["kitchen"] = new() { File = "labels/kitchen.txt", Embeddings = "labels/kitchen.safetensors", Templates = ["a {} in a kitchen"] } },
        Heads = new Dictionary<string, HeadInfo> { ["action"] = new() { Graph = "action", Labels = "labels/kitchen.txt", Weights = "heads/action.safetensors", Frames = 16, Threshold = 0.25 } },
        SelfTest = "selftest.safetensors",
        Licence = "CC0",
    };

    /// <summary>Writes all files; <paramref name="image"/> in place of the image graph.</summary>
    public static void Fill(BundleWriter writer, byte[]? image = null)
    {
        foreach (string file in Files)
        {
            writer.AddFile(file, file switch
            {
                "image.onnx" => image ?? TinyOnnx.Of("weights.bin", "0", "22"),
                "action.onnx" => TinyOnnx.Empty,
                "empty.txt" => default(ReadOnlySpan<byte>),
                _ => System.Text.Encoding.UTF8.GetBytes($"content of {file}"),
            });
        }
    }

    public static string Write(string path, byte[]? image = null)
    {
        using var writer = new BundleWriter(path);
        Fill(writer, image);
        writer.Commit(Manifest());
        return path;
    }
}
