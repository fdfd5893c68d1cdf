using CoCa.Cli.Commands;
using CoCa.Inference;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Watching;

/// <summary>
/// The caption that is shown beside frames: one in the making at a time, a few tokens between two frames, begun anew from the window at fixed
/// distances of the source's own time.
/// </summary>
internal sealed class CaptionTrack(CoCaModel model, GenerationOptions options, TimeSpan every, int tokensPerFrame) : IDisposable
{
    private GenerationRun? _run;
    private TimeSpan? _begun, _finished;

    /// <summary>The words so far; empty before the first.</summary>
    public string Text { get; private set; } = "";

    /// <summary>partial: in the making; final: finished and recent; stale: finished, but the video has gone on since.</summary>
    public string State { get; private set; } = "partial";

    /// <summary>Was the caption finished by the last <see cref="Advance"/>?</summary>
    public bool JustFinished { get; private set; }

    /// <summary>Goes on by some tokens; begins the next caption if it is time.</summary>
    /// <param name="time">The frame's time stamp.</param>
    /// <param name="context">The window's tokens [1, N, Dt], asked for only when a caption begins.</param>
    /// <param name="toTheEnd">No further frame comes: the caption in the making is finished now.</param>
    public void Advance(TimeSpan time, Func<float[]> context, bool toTheEnd)
    {
        JustFinished = false;
        // A source whose clock jumps back (a looping server) begins anew.
        if (_run is null && (_begun is not { } begun || time - begun >= every || time < begun))
        {
            _run = model.Captioner.Start(context(), 1, options);
            _begun = time;
        }
        for (int i = 0; _run is not null && (toTheEnd || i < tokensPerFrame); i++)
            if (!_run.Step()) Finish(time);
        if (_run is not null) Text = GenerationChoice.TextOf(_run.Captions()[0]);
        State = _run is not null ? "partial" : time - _finished > every * 2 ? "stale" : "final";
    }

    public void Dispose() => _run?.Dispose();

    private void Finish(TimeSpan time)
    {
        Text = GenerationChoice.TextOf(_run!.Captions()[0]);
        _run.Dispose();
        _run = null;
        (JustFinished, _finished) = (true, time);
    }
}
