using CoCa.Cli.Media;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Live;
using CoCa.Live.Sources;
using CoCa.Realtime.Pooling;

namespace CoCa.Cli.Watching;

/// <summary>
/// A video from its source to the screen: each frame is preprocessed, encoded and added to the window; labels are read from the window's embedding, the
/// caption goes on by a few tokens, and the frame is shown. One thread does it all, so nothing is shown out of order.
/// </summary>
internal sealed class LiveRun : IDisposable
{
    private readonly CoCaModel _model;
    private readonly LabelSet? _labels;
    private readonly CaptionTrack? _captions;
    private readonly int _top;
    private readonly TimeProvider _time;
    private readonly Preprocessor _preprocessor;
    private readonly ImageFeatures _features;
    private readonly TokenWindow _window;
    private readonly float[] _projected, _embedding;
    private long _shown, _failed;

    public LiveRun(CoCaModel model, LabelSet? labels, CaptionTrack? captions, int window, int top, TimeProvider time)
    {
        (_model, _labels, _captions, _top, _time) = (model, labels, captions, top, time);
        ImageLayout layout = model.ImageEncoder.Layout;
        _preprocessor = new Preprocessor(model.Bundle.Manifest.Preprocess);
        _features = model.ImageEncoder.CreateFeatures(1, TokenWindow.Needs(layout));
        _window = new TokenWindow(layout, model.Pooler, window);
        (_projected, _embedding) = (new float[layout.Embed], new float[layout.Embed]);
    }

    /// <summary>
    /// Shows every frame of the source; returns at its end or when cancelled, throws what the source or the device throws. A file's frame
    /// is shown once it is known whether another follows: with its last one the caption is finished.
    /// </summary>
    public async Task RunAsync(FfmpegSource source, Action<FrameShown> show, CancellationToken cancellation)
    {
        VideoFrame? held = null;
        try
        {
            await foreach (VideoFrame frame in source.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                VideoFrame? next = source.IsLive ? frame : held;
                if (!source.IsLive) held = frame;
                if (next is not null) Show(next, isLast: false);
            }
            ShowHeld(isLast: true);
        }
        catch (SourceException)
        {
            ShowHeld(isLast: true); // what came before a file broke off
            throw;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is the usual end of a live source: the caller counts and closes its files.
            ShowHeld(isLast: false);
        }

        void ShowHeld(bool isLast)
        {
            if (held is not null) Show(held, isLast);
        }

        void Show(VideoFrame frame, bool isLast)
        {
            using VideoFrame owned = frame;
            _failed++; // until it is shown
            show(Look(frame, isLast));
            _failed--;
            _shown++;
        }
    }

    /// <summary>The count; exact once the source is disposed.</summary>
    public LiveSummary Summary(FfmpegSource source) => new(source.FramesIn, _shown, source.FramesDropped, _failed);

    public void Dispose() => _features.Dispose();

    private FrameShown Look(VideoFrame frame, bool isLast)
    {
        _preprocessor.Run(frame.AsBuffer(), _features.Pixels(0));
        _model.ImageEncoder.Encode(_features, 1);
        _window.Add(_features, 0);
        IReadOnlyList<(string, float)> labels = [];
        if (_labels is not null)
        {
            _window.Embed(_projected, _embedding);
            labels = _labels.Top(_embedding, _top);
        }
        _captions?.Advance(frame.Time, _window.Tokens, toTheEnd: isLast);
        return new(frame.Id, frame.Time, _time.GetElapsedTime(frame.Arrived), labels, _captions?.Text ?? "", _captions?.State ?? "final");
    }
}
