using System.Numerics.Tensors;
using CoCa.Core.Configuration;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Pooling;
using CoCa.Realtime.Results;
using CoCa.Realtime.Scenes;

namespace CoCa.Realtime;

/// <summary>
/// What the engine's thread does for one stream: a frame goes through <see cref="Prepare"/>, the engine's encoder, and <see cref="Read"/>, and leaves a <see cref="FrameResult"/>. All buffers are made at the start.
/// </summary>
internal sealed class StreamWork : IDisposable
{
    private readonly EngineStream _stream;
    private readonly Accounts _accounts;
    private readonly Preprocessor _preprocessor;
    private readonly FreezeDetector? _freeze;
    private readonly SceneCutDetector? _cuts;
    private readonly float[] _features, _embedding, _frameWeights, _patchWeights, _scores;
    private readonly int _heads;
    private EngineStream.LabelChoice? _labels;
    private LabelReader? _labelReader;
    private bool _isCut;

    public StreamWork(CoCaModel model, EngineStream stream, Accounts accounts)
    {
        StreamOptions options = stream.Options;
        (_stream, _accounts) = (stream, accounts);
        ImageLayout layout = model.ImageEncoder.Layout;
        VisionConfig vision = model.Config.Vision;
        PreprocessOptions input = model.Bundle.Manifest.Preprocess;
        bool patches = options.PatchWeights && layout.Contrastive is not null;
        _preprocessor = new(input);
        _freeze = options.FreezeAfter > TimeSpan.Zero ? new(options.FreezeAfter) : null;
        _cuts = options.SceneCut > 0 ? new(input, options.SceneCut) : null;
        Window = new(layout, model.Pooler, options.Window with { Captions = options.Captions is not null });
        Captions = options.Captions is { } captions ? new(model.Captioner, captions, Window) : null;
        Needs = TokenWindow.Needs(layout, options.Captions is not null) | (patches ? ImageOutputs.Scores : 0);
        (_features, _embedding, _frameWeights) = (new float[layout.Embed], new float[layout.Embed], new float[options.Window.MaxFrames]);
        (_heads, _scores) = patches ? (layout.Contrastive!.Value.Heads, new float[layout.TrunkTokens]) : (0, []);
        _patchWeights = new float[patches ? layout.TrunkTokens - 1 : 0];
        Result = new() { Stream = stream.Name, Embedding = _embedding, PatchWeights = _patchWeights, GridWidth = patches ? vision.GridWidth : 0, GridHeight = patches ? vision.GridHeight : 0 };
    }

    /// <summary>What an encode must leave behind for this stream.</summary>
    public ImageOutputs Needs { get; }

    public TokenWindow Window { get; }

    public CaptionReader? Captions { get; }

    /// <summary>Tokens of a caption for every frame.</summary>
    public int TokensPerFrame => _stream.Options.Captions?.TokensPerFrame ?? (_stream.BackPressure == BackPressure.Lossless ? 4 : 1);

    public EngineStream Stream => _stream;

    /// <summary>The frame in work.</summary>
    public FrameBuffer? Frame { get; private set; }

    /// <summary>The last frame's result; filled anew by the next.</summary>
    public FrameResult Result { get; }

    /// <summary>A copy of the last result for whoever asks, locked while it is used; its id is -1 before the first.</summary>
    public FrameResult Latest { get; } = new() { Id = -1 };

    /// <summary>Takes a frame into work.</summary>
    public void Take(FrameBuffer frame) => Frame = frame;

    /// <summary>Takes a frame into work and writes the encoder's input.</summary>
    public void Prepare(FrameBuffer frame, Span<float> pixels)
    {
        Take(frame);
        _preprocessor.Run(frame.Pixels, pixels);
        // A film's still picture is no fault of its file.
        if (_freeze is not null && _stream.BackPressure == BackPressure.NewestWins) _stream.SetFrozen(_freeze.IsFrozen(pixels, frame.Time));
        _isCut = _cuts?.IsCut(pixels) == true;
    }

    /// <summary>Reads everything from the frame's encode; gives the time at which it was done.</summary>
    public long Read(ImageFeatures encoded, int row, long start)
    {
        FrameBuffer frame = Frame!;
        bool jumpsBack = Window.Count > 0 && frame.Time < Window.Time(Window.Count - 1);
        if (_isCut || jumpsBack)
        {
            Window.Clear();
            _labelReader?.Reset();
        }
        Window.Add(encoded, row, frame.Time);
        Window.Embed(_features, _embedding);
        Result.FrameWeights = _frameWeights.AsMemory(0, Window.FrameWeights(_frameWeights));
        if (_heads > 0) WeighPatches(encoded.Scores(row));
        start = _accounts.Since(start, Stage.Pool);
        ReadLabels(frame.Time);
        start = _accounts.Since(start, Stage.Score);
        Captions?.Frame(frame.Time, _isCut || jumpsBack);
        (Result.Id, Result.Time, Result.IsSceneCut) = (frame.Id, frame.Time, _isCut);
        Result.State = _stream.State == StreamState.Frozen ? StreamState.Frozen : StreamState.Running;
        return start;
    }

    /// <summary>The frame is done with; its buffer goes back to the gate.</summary>
    public void Release()
    {
        if (Frame is { } frame) _stream.Gate.Return(frame);
        Frame = null;
    }

    public void Dispose() => Captions?.Dispose();

    private void ReadLabels(TimeSpan time)
    {
        EngineStream.LabelChoice labels = _stream.Labels;
        if (!ReferenceEquals(labels, _labels))
        {
            _labels = labels;
            _labelReader = labels.Set is { } set ? new(set, labels.Options) : null;
        }
        Result.Labels = _labelReader?.Read(_embedding, time) ?? default;
    }

    /// <summary>The contrastive query's attention within this frame, averaged over heads: softmax over class token and patches, of which the patches are kept.</summary>
    private void WeighPatches(ReadOnlySpan<float> scores)
    {
        Array.Clear(_patchWeights);
        for (int head = 0; head < _heads; head++)
        {
            TensorPrimitives.SoftMax(scores.Slice(head * _scores.Length, _scores.Length), _scores);
            TensorPrimitives.Add(_patchWeights, _scores.AsSpan(1), _patchWeights);
        }
        TensorPrimitives.Divide(_patchWeights, _heads, _patchWeights);
    }
}
