using CoCa.Inference.Generation;
using CoCa.Realtime.Pooling;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Captions;

/// <summary>
/// The caption beside a stream's frames. One is in the making at a time, a token a <see cref="Step"/>, so that the engine can put frames in between; it describes the window as it was when it was begun.
/// When the scene changes the one in the making is given up and the next is begun at once.
/// </summary>
/// <remarks>
/// What is shown: the words as they come, as long as there is nothing better; a finished caption of this scene stays until the next is finished, so that a person can read it; after a cut, or when nothing newer has come
/// for two distances, it is stale. A degenerate caption (<see cref="CaptionQuality"/>) is shown only while there has been no good one. One thread at a time.
/// </remarks>
internal sealed class CaptionReader(Captioner captioner, CaptionOptions options, TokenWindow window) : IDisposable
{
    private readonly GenerationOptions _generation = options.Generation with { MaxLength = Math.Min(options.Generation.MaxLength, captioner.MaxLength) };
    private GenerationRun? _run;
    private LiveCaption? _good;
    private float[] _context = [];
    private TimeSpan _from, _to, _now, _finished;
    private TimeSpan? _begun;
    private bool _isDue;

    /// <summary>What to show now; null before the first word.</summary>
    public LiveCaption? Shown { get; private set; }

    /// <summary>Whether there is something to do for <see cref="Step"/>.</summary>
    public bool IsBusy => _run is not null || _isDue;

    /// <summary>Whether the next step begins a caption, which costs more than the others.</summary>
    public bool IsDue => _isDue;

    /// <summary>A frame was added to the window.</summary>
    public void Frame(TimeSpan time, bool isCut)
    {
        _now = time;
        if (isCut || time < _begun)
        {
            GiveUp();
            Age();
        }
        else if (time - _finished > options.Every * 2) Age();
        _isDue = _run is null && (_begun is not { } begun || time - begun >= options.Every);
    }

    /// <summary>Begins the caption that is due, or goes on by one token.</summary>
    public void Step()
    {
        if (_isDue) Begin();
        if (_run is null) return;
        bool more = _run.Step();
        string text = TextOf(_run.Captions()[0]);
        if (more)
        {
            if (_good is not { State: CaptionState.Final } && text.Length > 0) Shown = new(text, CaptionState.Partial, _from, _to);
            return;
        }
        _run.Dispose();
        _run = null;
        _finished = _now;
        LiveCaption caption = new(text, CaptionState.Final, _from, _to);
        if (!CaptionQuality.IsDegenerate(text)) Shown = _good = caption;
        else Shown = _good ?? (text.Length > 0 ? caption : null);
    }

    /// <summary>Forgets the caption in the making; the next frame begins another.</summary>
    public void GiveUp()
    {
        _run?.Dispose();
        (_run, _begun, _isDue) = (null, null, false);
        if (Shown is { State: CaptionState.Partial }) Shown = _good;
    }

    public void Dispose() => _run?.Dispose();

    private void Begin()
    {
        int length = window.ContextTokens(window.Count) * captioner.TokenWidth;
        if (_context.Length < length) _context = new float[length];
        window.Tokens(0, window.Count, _context.AsSpan(0, length));
        (_isDue, _begun, _from, _to) = (false, _now, window.Time(0), window.Time(window.Count - 1));
        _run = captioner.Start(_context.AsSpan(0, length), 1, _generation);
    }

    private void Age()
    {
        if (_good is { State: CaptionState.Final }) _good = _good with { State = CaptionState.Stale };
        if (Shown is { State: CaptionState.Final }) Shown = _good ?? Shown with { State = CaptionState.Stale };
    }

    /// <summary>A caption as a person reads it; for a bundle without a tokenizer its ids.</summary>
    private static string TextOf(GeneratedCaption caption) => caption.Text ?? string.Join(' ', caption.Ids);
}
