using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Live.Page;
using CoCa.Live.Sinks;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Frames;

namespace CoCa.Cli.Watching;

/// <summary>A live run from its first frame to the table at its end.</summary>
internal static class Watch
{
    /// <summary>Watches sources until all have ended, or until cancelled; all sinks are finished then.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CoCaException">A source could not be read, or broke off.</exception>
    public static async Task<int> RunAsync(Terminal terminal, CoCaEngine engine, StreamOptions watched, IReadOnlyList<SourceOptions> sources, string device, int top, string? events, CancellationToken cancellation)
    {
        Dictionary<string, string> headers = [];
        List<EngineStream> streams = [];
        Dictionary<EngineStream, IFrameSource> opened = [];
        engine.AddSink(new TerminalSink(terminal, headers, top, quiet: events == "-"));
        terminal.Status($"waiting for the first frame of {string.Join(", ", sources.Select(s => s.Address.Display))}");
        foreach (SourceOptions source in sources)
        {
            string name = source.Address.Display;
            for (int i = 2; headers.ContainsKey(name); i++) name = $"{source.Address.Display} ({i})";
            headers[name] = "";
            IFrameSource? last = null;
            EngineStream stream = engine.AddStream(watched with { Name = name }, () => last = FrameSource.Open(source));
            headers[name] = $"{name}: {(source.Realtime ? "at its own pace" : source.Address.IsLive ? "live" : source.Address.Kind == SourceKind.Folder ? "folder" : "file")}, {(stream.BackPressure == BackPressure.NewestWins ? "the newest frame wins" : "every frame")}; {device}; Ctrl-C ends";
            streams.Add(stream);
            opened[stream] = last!;
        }
        engine.Start();
        Task ended = Task.WhenAll(streams.Select(s => s.Completion));
        await ended.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await engine.DisposeAsync().ConfigureAwait(false);
        StageTable.Write(terminal, engine.Summary());
        if (events is not (null or "-") && engine.Summary().FailedSinks.Count == 0) terminal.Note($"{events} has each that was shown, and this count");
        CoCaException[] errors = [.. streams.Select(s => s.Error).OfType<CoCaException>()];
        foreach (CoCaException error in errors.Skip(1)) terminal.Note($"coca: {error.Message}");
        if (errors.Length > 0) throw errors[0];
        // Ended by hand, with everything written: nothing to complain of, but a script learns that it was not the source's end.
        if (cancellation.IsCancellationRequested) return ExitCode.Cancelled;
        foreach (EngineStream stream in streams)
            if (opened[stream].Complaint is { } complaint) terminal.Note($"coca: {stream.Name}: {complaint}");
        return engine.Summary().FailedSinks.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    /// <summary>Serves the page of a run.</summary>
    /// <returns>The address to open; it carries the token.</returns>
    /// <exception cref="InvalidInputException">The port is taken.</exception>
    public static async Task<Uri> ServeAsync(CoCaEngine engine, int port, IReadOnlyList<string> templates)
    {
        MomentHistory history = new();
        PageSink page = await PageSink.StartAsync(new PageOptions
        {
            Port = port,
            SetLabels = (stream, names) => Complaint(() =>
            {
                if (engine.Streams.FirstOrDefault(s => s.Name == stream) is not { } found) throw new InvalidInputException($"{stream} has ended");
                found.SetLabels(names.Count == 0 ? null : engine.Labels.Create(names, templates));
            }),
            Search = text => history.Search(engine.Labels.Create([text], ["{}"])),
        }).ConfigureAwait(false);
        engine.AddSink(history);
        engine.AddSink(page);
        return page.Address;

        static string? Complaint(Action change)
        {
            try
            {
                change();
                return null;
            }
            catch (CoCaException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>The events of a run: <c>-</c> is standard output, all else a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be made.</exception>
    public static JsonLinesSink Events(string path, JsonLinesOptions options) =>
        path == "-" ? new JsonLinesSink(StandardOutput.Open(), "standard output", options) : JsonLinesSink.Create(path, options);

    /// <summary>Records what a model sees; a lossless stream waits for the recording, others leave frames out of it.</summary>
    public static RecorderSink Recorder(string path, CoCaModel model, bool isLossless) => RecorderSink.Create(path, new RecorderOptions
    {
        Device = model.Device.Name,
        LeavesOutWhenSlow = !isLossless,
        SeesMiddle = model.Bundle.Manifest.Preprocess.Mode == ResizeMode.Shortest,
    });
}
