using System.Numerics.Tensors;
using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Realtime.Pooling;

namespace CoCa.Cli.Verification;

/// <summary>The results of a video: <c>in.frames</c> [T, 3, H, W], <c>in.windows</c> [n, 2]; names with <c>.half</c> are of its first half.</summary>
internal sealed class VideoResults : IRecordedResults, IDisposable
{
    private readonly ImageFeatures _frames;
    private readonly TokenWindow _window;
    private readonly ActionHead? _head;
    private readonly long[] _ranges;

    public VideoResults(CoCaModel model, TensorFile io, ActionHead? head)
    {
        ImageLayout layout = model.ImageEncoder.Layout;
        _frames = FrameBatches.EncodeAll(model.ImageEncoder, io, "in.frames", ImageOutputs.Embedding | ImageOutputs.Features | ImageOutputs.Trunk | TokenWindow.Needs(layout));
        _window = new TokenWindow(layout, model.Pooler, _frames.Count);
        for (int i = 0; i < _frames.Count; i++) _window.Add(_frames, i);
        _head = head;
        _ranges = [];
        if (!io.Contains("in.windows")) return;
        TensorInfo info = io.Info("in.windows");
        if (info.Shape.Count != 2 || info.Shape[1] != 2) throw new InvalidInputException($"{io.Path}: in.windows is {info.ShapeText}, expected [n, 2]");
        _ranges = io.Longs("in.windows");
        for (int i = 0; i < _ranges.Length; i += 2)
            if (_ranges[i] < 0 || _ranges[i + 1] <= _ranges[i] || _ranges[i + 1] > _frames.Count)
                throw new InvalidInputException($"{io.Path}: window {i / 2} of in.windows is [{_ranges[i]}, {_ranges[i + 1]}), expected a part of [0, {_frames.Count})");
    }

    public int Captions => 1;

    public float[]? Output(string name)
    {
        bool half = name.EndsWith(".half", StringComparison.Ordinal);
        if (half) name = name[..^".half".Length];
        if (half && _frames.Count < 2) return null;
        int count = half ? _frames.Count / 2 : _frames.Count;
        return name switch
        {
            "out.tokens" => All(count, _frames.Layout.TrunkTokens * _frames.Layout.TrunkWidth, i => _frames.Trunk(i)),
            "out.frame_features" => All(count, _frames.Layout.Embed, i => _frames.Embedding(i)),
            "out.frame_features_raw" => All(count, _frames.Layout.Embed, i => _frames.Features(i)),
            "out.mean_features" => Mean(count),
            "out.mean_features_normalized" => Normalized(Mean(count)),
            "out.video_tokens" => Tokens(count),
            "out.video_features" => Pooled(count).Embedding,
            "out.video_features_raw" => Pooled(count).Features,
            "out.action_logits" when !half => Actions(softmax: false),
            "out.action_probs" when !half => Actions(softmax: true),
            _ => null,
        };
    }

    public float[] Context(bool half) => Tokens(half ? Math.Max(_frames.Count / 2, 1) : _frames.Count);

    public void Dispose() => _frames.Dispose();

    private float[] Tokens(int count) => _frames.Layout.Generative is null ? NormedTrunk.Tokens(_frames, count) : _window.Tokens(0, count);

    private (float[] Features, float[] Embedding) Pooled(int count)
    {
        // A model without a pooler reads its feature from the first token of all: the first frame's class token.
        if (_frames.Layout.Generative is null) return (_frames.Features(0).ToArray(), _frames.Embedding(0).ToArray());
        (float[] features, float[] embedding) = (new float[_frames.Layout.Embed], new float[_frames.Layout.Embed]);
        _window.Embed(0, count, features, embedding);
        return (features, embedding);
    }

    private float[] Mean(int count)
    {
        float[] mean = new float[_frames.Layout.Embed];
        for (int i = 0; i < count; i++) TensorPrimitives.Add(mean, _frames.Embedding(i), mean);
        TensorPrimitives.Divide(mean, count, mean);
        return mean;
    }

    private static float[] Normalized(float[] x)
    {
        TensorPrimitives.Divide(x, TensorPrimitives.Norm<float>(x), x);
        return x;
    }

    private float[]? Actions(bool softmax)
    {
        if (_head is null || _ranges.Length == 0) return null;
        float[] all = new float[_ranges.Length / 2 * _head.Classes];
        for (int w = 0; w < _ranges.Length / 2; w++)
        {
            (int first, int end) = ((int)_ranges[2 * w], (int)_ranges[2 * w + 1]);
            float[] trunk = All(end - first, _frames.Layout.TrunkTokens * _frames.Layout.TrunkWidth, i => _frames.Trunk(first + i));
            Span<float> logits = all.AsSpan(w * _head.Classes, _head.Classes);
            _head.Logits(trunk).CopyTo(logits);
            if (softmax) TensorPrimitives.SoftMax(logits, logits);
        }
        return all;
    }

    private delegate ReadOnlySpan<float> Row(int i);

    private static float[] All(int count, int size, Row row)
    {
        float[] all = new float[count * size];
        for (int i = 0; i < count; i++) row(i).CopyTo(all.AsSpan(i * size));
        return all;
    }
}
