using System.Text;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Tests.Bundles;
using CoCa.Core.Tests.Weights;
using CoCa.Core.Weights;

namespace CoCa.Core.Tests.Fuzzing;

public sealed class ParserFuzzTests
{
    [Fact]
    public void A_damaged_configuration_is_read_or_refused_with_a_line()
    {
        string[] names = ["coca_ViT-B-32", "coca_base", "coca_paper_giant"];
        byte[][] corpus = [.. names.Select(n => Encoding.UTF8.GetBytes(CoCaPresets.Get(n).ToJson())), Encoding.UTF8.GetBytes(WithStem)];
        Fuzz.Survives<InvalidInputException>(corpus, input =>
        {
            CoCaConfig config = CoCaConfig.Parse(input);
            Assert.Equal(config.ToJson(), CoCaConfig.Parse(Encoding.UTF8.GetBytes(config.ToJson())).ToJson());
        });
    }

    [Fact]
    public void A_damaged_manifest_is_read_or_refused_with_a_line()
    {
        var files = SmallBundle.Files.ToDictionary(f => f, f => new FileEntry { Length = f.Length, Sha256 = new string('a', 64) });
        Fuzz.Survives<BundleException>([(SmallBundle.Manifest() with { Files = files }).ToJson()], input => BundleManifest.Parse(BundleManifest.Parse(input).ToJson()));
    }

    [Fact]
    public void A_damaged_safetensors_file_is_read_or_refused_with_a_line()
    {
        var stream = new MemoryStream();
        TensorInfo[] tensors = [new("text.cls_emb", DType.F32, [3]), new("visual.proj", DType.F16, [2, 4]), new("ids", DType.I64, [1, 2]), new("empty", DType.BF16, [0, 5]), new("logit_scale", DType.F64, []), new("mask", DType.Bool, [3])];
        using (var writer = SafetensorsWriter.Create(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" }))
        {
            foreach (TensorInfo t in tensors.Where(t => t.ByteLength > 0)) writer.Write(t.Name, new byte[t.ByteLength]);
            writer.Commit();
        }
        Fuzz.Survives<InvalidInputException>([stream.ToArray()], input =>
        {
            using SafetensorsFile file = SafetensorsFile.Open("x.safetensors", new MemoryBytes(input));
            foreach (TensorInfo t in file.Tensors)
            {
                bool isFloat = t.DType is DType.F32 or DType.F16 or DType.BF16 or DType.F64;
                Assert.Equal(t.ElementCount, isFloat ? file.Floats(t.Name).Length : file.Longs(t.Name).Length);
            }
        });
    }

    [Fact]
    public void A_damaged_graph_is_read_or_refused_with_a_line()
    {
        var files = new Dictionary<string, FileEntry> { ["weights.bin"] = new() { Length = 22, Sha256 = "" } };
        Fuzz.Survives<BundleException>([.. TinyOnnx.Everywhere("weights.bin"), TinyOnnx.Of("weights.bin", "2", "20")], input => GraphWeights.Check(new MemoryBytes(input), "image.onnx", files));
    }

    private const string WithStem = """
        {"model_cfg": {"embed_dim": 32, "quick_gelu": true, "vision_cfg": {"image_size": [32, 48], "layers": 2, "width": 32, "head_width": 8, "patch_size": 1, "mlp_ratio": 2.5,
        "ls_init_value": 0.1, "no_ln_pre": true, "attentional_pool": "cascade", "attn_pooler_queries": 12, "attn_pooler_heads": 4, "stem": {"output": "add0", "layers": [
        {"name": "conv0", "op": "conv2d", "input": "input", "out_channels": 8, "in_channels": 3, "kernel": 3, "stride": 2, "groups": 1, "pad": [0, 1, 0, 1], "activation": "relu6"},
        {"name": "conv1", "op": "conv2d", "input": "conv0", "out_channels": 8, "in_channels": 8, "kernel": 3, "stride": 1, "groups": 8, "pad": [1, 1, 1, 1], "activation": "none"},
        {"name": "add0", "op": "add", "inputs": ["conv0", "conv1"]}]}},
        "text_cfg": {"context_length": 16, "vocab_size": 200, "width": 32, "heads": 4, "layers": 1, "ls_init_value": 0.1}, "multimodal_cfg": {"context_length": 16, "vocab_size": 200, "width": 32, "heads": 4, "layers": 1}},
        "preprocess_cfg": {"mean": [0.5, 0.5, 0.5]}}
        """;
}
