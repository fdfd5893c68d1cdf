using System.Runtime.InteropServices;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Core.Weights;
using CoCa.Export;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;
using CoCa.Training.Model;
using static TorchSharp.torch;

namespace CoCa.Training.Tests;

/// <summary>
/// A network of coca-mini's shape, convolutional stem and all, in torch and as a bundle. COCA_CHECKPOINT names a trained checkpoint's folder to be compared
/// instead of fresh weights.
/// </summary>
public sealed class ExportParityTests
{
    private const int Pictures = 4, Longest = 20;

    [Fact]
    public void Torch_and_the_exported_bundle_give_the_same_numbers_and_the_same_words()
    {
        using TemporaryFolder folder = new();
        string? trained = Environment.GetEnvironmentVariable("COCA_CHECKPOINT");
        CoCaConfig config = CoCaConfig.Parse(File.ReadAllBytes(trained is null ? Path.Combine(TestData.Root, "recipes", "coca-mini.model.json") : Path.Combine(trained, "open_clip_config.json")));
        using CoCaNetwork network = new(config);
        network.train(false);
        string file = trained is null ? folder["model.safetensors"] : Path.Combine(trained, "model.safetensors");
        if (trained is null) NetworkWeights.Save(file, [.. network.named_parameters().Select(p => (p.name, (Tensor)p.parameter))]);
        using TensorFile weights = TensorFile.Open(file);
        if (trained is not null) NetworkWeights.Load(network, weights);
        using CoCaModel model = CoCaModel.Open(Bundle(folder, weights, config), new ModelOptions { Device = "cpu" });

        using var scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        using Generator seed = manual_seed(5);
        Tensor pixels = randn([Pictures, 3, config.Vision.ImageHeight, config.Vision.ImageWidth]).clamp_(-1, 1);
        ImageOutput image = network.EncodeImages(pixels);
        using ImageFeatures features = model.ImageEncoder.Encode(Values(pixels), Pictures, ImageOutputs.Embedding | ImageOutputs.Tokens);
        for (int i = 0; i < Pictures; i++) Close(nn.functional.normalize(image.Features, 2, -1).select(0, i), features.Embedding(i));
        Close(image.Tokens, features.AllTokens);

        int start = config.Text.VocabularySize - 2, end = config.Text.VocabularySize - 1;
        int length = config.Text.ContextLength;
        long[] ids = new long[2 * length]; // the rest is pads
        ((long[])[start, 11, 12, 13, end]).CopyTo(ids, 0);
        ((long[])[start, 400, 500, 600, 700, 800, end]).CopyTo(ids, length);
        Tensor texts = nn.functional.normalize(network.EncodeTexts(tensor(ids, [2, length])).Features, 2, -1);
        TextFeatures embedded = model.TextEncoder.Encode(ids, 2);
        for (int i = 0; i < 2; i++) Close(texts.select(0, i), embedded.Embedding(i));

        GenerationOptions greedy = new() { Method = GenerationMethod.Greedy, MinLength = 0, MaxLength = Longest, Tokens = new SpecialTokens(start, end, config.Text.PadId) };
        IReadOnlyList<GeneratedCaption> captions = model.Captioner.Generate(features, greedy);
        for (int i = 0; i < Pictures; i++) Assert.Equal(Greedy(network, image.Tokens.narrow(0, i, 1), start, end), captions[i].Ids);
    }

    /// <summary>The most probable token, again and again, all of the text through the network each time.</summary>
    private static List<long> Greedy(CoCaNetwork network, Tensor context, long start, long end)
    {
        List<long> ids = [start];
        while (ids[^1] != end && (ids[^1] != network.Config.Text.PadId || ids.Count == 1))
        {
            if (ids.Count == Longest - 1)
            {
                ids.Add(end); // where the row is full
                break;
            }
            Tensor words = network.EncodeTexts(tensor(ids.ToArray(), [1, ids.Count])).Tokens;
            Tensor logits = network.Decode(words, context);
            float[] last = Values(logits.select(1, ids.Count - 1));
            ids.Add(Array.IndexOf(last, last.Max()));
        }
        return ids;
    }

    private static string Bundle(TemporaryFolder folder, TensorFile weights, CoCaConfig config)
    {
        string path = folder["parity.coca"];
        using BundleWriter writer = new(path);
        ExportedGraphs exported = BundleExporter.Export(weights, config, new() { Precision = Precision.Fp32 }, writer);
        writer.Commit(new()
        {
            Name = "parity",
            Config = config,
            Precision = Precision.Fp32,
            Preprocess = new PreprocessOptions { Height = config.Vision.ImageHeight, Width = config.Vision.ImageWidth, Mode = ResizeMode.Squash },
            Tokenizer = new() { Kind = "none", PadId = config.Text.PadId, StartId = config.Text.VocabularySize - 2, EndId = config.Text.VocabularySize - 1 },
            LogitScale = exported.LogitScale,
            Graphs = exported.Graphs,
        });
        return path;
    }

    private static float[] Values(Tensor t) => MemoryMarshal.Cast<byte, float>(t.contiguous().bytes).ToArray();

    private static void Close(Tensor expected, ReadOnlySpan<float> actual)
    {
        float[] values = Values(expected);
        Assert.Equal(values.Length, actual.Length);
        for (int i = 0; i < values.Length; i++) Assert.True(Math.Abs(values[i] - actual[i]) <= 1e-4, $"[{i}]: torch {values[i]}, the bundle {actual[i]}");
    }
}
