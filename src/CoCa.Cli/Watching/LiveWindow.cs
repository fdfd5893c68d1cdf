using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Overlay;
using CoCa.Realtime;
using CoCa.Realtime.Frames;

namespace CoCa.Cli.Watching;

/// <summary>The window of a live run: what it shows, what its keys do to the run, and sources that are played in it.</summary>
internal sealed class LiveWindow : IDisposable
{
    private readonly PlayControl _control = new();
    private readonly OverlayWindow _window;
    private readonly RecordSwitch _recorder;

    private LiveWindow(Terminal terminal, OverlayWindowOptions options, CoCaEngine engine, CoCaModel model, IReadOnlyList<string> templates)
    {
        Sink = new(new() { Device = model.Device.Name, SeesMiddle = Watch.SeesMiddle(model), PicturesFromResults = false });
        _recorder = new(Tell, model, options.Theme);
        _window = OverlayWindow.Open(Sink, options, new()
        {
            Pause = isPaused => _control.IsPaused = isPaused,
            Record = parts => _recorder.Toggle(Sink.Stream, parts),
            SetLabels = names => Task.Run(() => SetLabels(engine, names, templates)),
            Open = path => Opening?.Invoke(path),
        });
        engine.AddSink(Sink);
        engine.AddSink(_recorder);

        // A recording is finished after the window is closed.
        void Tell(string text)
        {
            _window?.Say(text);
            terminal.Note(text);
        }
    }

    /// <summary>Where the engine's results go.</summary>
    public OverlaySink Sink { get; }

    /// <summary>A file was dropped on the window.</summary>
    public Action<string>? Opening { get; set; }

    /// <summary>Opens a window, or says in a line why there is none.</summary>
    public static LiveWindow? TryOpen(Terminal terminal, OverlayWindowOptions options, CoCaEngine engine, CoCaModel model, IReadOnlyList<string> templates)
    {
        try
        {
            return new(terminal, options, engine, model, templates);
        }
        catch (Exception e) when (e is OverlayException or MissingDependencyException)
        {
            terminal.Note($"coca: --overlay: {e.Message}; going on in the terminal");
            return null;
        }
    }

    /// <summary>A source whose pictures are in the window as they come.</summary>
    public IFrameSource Play(IFrameSource source, string stream, bool isPaced) => new PlayedSource(source, stream, Sink, _control, isPaced);

    /// <summary>Says something in the window.</summary>
    public void Say(string text) => _window.Say(text);

    /// <summary>Runs window and engine until either ends; the window on this thread.</summary>
    /// <returns>The run's exit code; a window that was closed ends the run as its source's end does.</returns>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> run, CancellationToken cancellation)
    {
        using CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(cancellation), ended = new();
        Task<int> running = Task.Run(async () =>
        {
            try
            {
                return await run(closed.Token).ConfigureAwait(false);
            }
            finally
            {
                await ended.CancelAsync().ConfigureAwait(false);
            }
        }, CancellationToken.None);
        _window.Run(ended.Token);
        // Here, not later: what follows may go on on another thread, and the context is this one's.
        _window.Dispose();
        await closed.CancelAsync().ConfigureAwait(true);
        int code = await running.ConfigureAwait(true);
        return code == ExitCode.Cancelled && !cancellation.IsCancellationRequested ? ExitCode.Done : code;
    }

    public void Dispose() => _window.Dispose();

    private void SetLabels(CoCaEngine engine, IReadOnlyList<string> names, IReadOnlyList<string> templates)
    {
        try
        {
            EngineStream? stream = engine.Streams.FirstOrDefault(s => s.Name == Sink.Stream);
            stream?.SetLabels(names.Count == 0 ? null : engine.Labels.Create(names, templates));
            _window.Say(names.Count == 0 ? "no labels" : $"looking for {string.Join(", ", names)}");
        }
        catch (CoCaException e)
        {
            _window.Say(e.Message);
        }
    }
}
