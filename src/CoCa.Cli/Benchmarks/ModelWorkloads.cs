using CoCa.Core.Bundles;
using CoCa.Inference;
using CoCa.Inference.Devices;
using CoCa.Inference.Encoding;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Benchmarks;

/// <summary>The model's jobs that are measured, each over buffers made before.</summary>
internal sealed class ModelWorkloads : IDisposable
{
    private const int NewTokens = 20, TextTokens = 12;

    private readonly CoCaModel _model;
    private readonly ImageFeatures _one, _eight;
    private readonly float[] _context;

    public ModelWorkloads(CoCaModel model, CancellationToken cancellation)
    {
        _model = model;
        _one = Filled(1);
        _eight = Filled(8);
        model.ImageEncoder.Encode(_one, 1);
        _context = _one.AllTokens.ToArray();
        Precision precision = model.Bundle.Manifest.Precision;
        ModelCost cost = new(model.Config, precision);
        int length = Math.Min(TextTokens, model.TextEncoder.ContextLength);
        long[] text = Text(length);
        // The end token is banned until all tokens are made. Greedy's last token is always the end and costs nothing, hence one more.
        int tokens = Math.Min(NewTokens, model.Captioner.MaxLength - 2);
        GenerationOptions greedy = new() { Method = GenerationMethod.Greedy, MaxLength = tokens + 2, MinLength = tokens + 1, FixedOutputLength = true };
        GenerationOptions beam = new() { Method = GenerationMethod.Beam, Beams = 6, MaxLength = tokens + 1, MinLength = tokens, FixedOutputLength = true };

        double Multiply(MachineLimits limits, double operations) => operations / 1e9 / (precision == Precision.Int8 ? limits.MatmulInt8Gops : limits.MatmulGflops);
        double Decode(MachineLimits limits) => (tokens * cost.StepBytes + cost.ContextBytes) / 1e9 / limits.ReadGBps;
        Workload[] all =
        [
            new("image.b1", () => model.ImageEncoder.Encode(_one, 1), limits => Multiply(limits, cost.ImageOperations)),
            new("image.b8", () => model.ImageEncoder.Encode(_eight, 8), limits => Multiply(limits, 8 * cost.ImageOperations)),
            new("text.b1", () => model.TextEncoder.Encode(text, 1), limits => Multiply(limits, cost.TextOperations(length))),
            new("caption20.greedy", () => Caption(greedy, cancellation), limits => Multiply(limits, cost.ImageOperations) + Decode(limits)),
            new("caption20.beam6", () => Caption(beam, cancellation), limits => Multiply(limits, cost.ImageOperations) + Decode(limits)),
            new("decode20.greedy", () => model.Captioner.Generate(_context, 1, greedy, null, cancellation), Decode),
        ];
        // The limits are the processor's: they say nothing of a GPU.
        All = model.Device.Kind == DeviceKind.Cpu ? all : [.. all.Select(w => w with { Ideal = null })];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Workload> All { get; }

    public void Dispose()
    {
        _one.Dispose();
        _eight.Dispose();
    }

    private void Caption(GenerationOptions options, CancellationToken cancellation)
    {
        _model.ImageEncoder.Encode(_one, 1);
        _model.Captioner.Generate(_one, options, null, cancellation);
    }

    private ImageFeatures Filled(int pictures)
    {
        ImageFeatures features = _model.ImageEncoder.CreateFeatures(pictures, ImageOutputs.Embedding | ImageOutputs.Tokens);
        Random random = new(7);
        for (int i = 0; i < pictures; i++)
            foreach (ref float pixel in features.Pixels(i)) pixel = random.NextSingle() * 4 - 2;
        return features;
    }

    /// <summary>A text of so many tokens, as short as captions are; what stands behind them is not computed.</summary>
    private long[] Text(int tokens)
    {
        TokenizerInfo info = _model.Bundle.Manifest.Tokenizer;
        long[] ids = new long[_model.TextEncoder.ContextLength];
        Array.Fill(ids, info.PadId);
        for (int i = 0; i < tokens; i++) ids[i] = 1 + i * 37 % (_model.Config.Text.VocabularySize - 3);
        (ids[0], ids[tokens - 1]) = (info.StartId, info.EndId);
        return ids;
    }
}
