using System.Collections.Concurrent;
using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Drawing.Themes;
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
    public static async Task<int> RunAsync(Terminal terminal, CoCaEngine engine, StreamOptions watched, IReadOnlyList<SourceOptions> sources, string device, int top, string? events, LiveWindow? window, CancellationToken cancellation)
    {
        ConcurrentDictionary<string, string> headers = [];
        List<EngineStream> streams = [];
        Dictionary<EngineStream, IFrameSource> opened = [];
        engine.AddSink(new TerminalSink(terminal, headers, top, quiet: events == "-"));
        terminal.Status($"waiting for the first frame of {string.Join(", ", sources.Select(s => s.Address.Display))}");
        foreach (SourceOptions source in sources) Add(source);
        if (window is not null) window.Opening = path => Task.Run(() => Replace(path), CancellationToken.None);
        engine.Start();
        while (Running() is { Length: > 0 } running && !cancellation.IsCancellationRequested)
        {
            Task ended = Task.WhenAll(running.Select(s => s.Completion));
            await ended.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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

        string Add(SourceOptions source)
        {
            string name = source.Address.Display;
            for (int i = 2; headers.ContainsKey(name); i++) name = $"{source.Address.Display} ({i})";
            headers[name] = "";
            // A file in a window is played: it goes at its own pace, is neither stalled while it is paused nor frozen at a still picture, and ends at its end.
            bool isPaced = window is not null && !source.Address.IsLive && watched.BackPressure != BackPressure.Lossless;
            StreamOptions how = isPaced ? watched with { StallAfter = TimeSpan.MaxValue, FreezeAfter = TimeSpan.Zero, ReconnectFor = TimeSpan.Zero } : watched;
            SourceOptions opening = isPaced ? source with { Realtime = false } : source;
            IFrameSource? last = null;
            EngineStream stream = engine.AddStream(how with { Name = name }, () => last = window is null ? FrameSource.Open(opening) : window.Play(FrameSource.Open(opening), name, isPaced));
            headers[name] = $"{name}: {(isPaced || source.Realtime ? "at its own pace" : source.Address.IsLive ? "live" : source.Address.Kind == SourceKind.Folder ? "folder" : "file")}, {(stream.BackPressure == BackPressure.NewestWins ? "the newest frame wins" : "every frame")}; {device}; Ctrl-C ends";
            lock (streams)
            {
                streams.Add(stream);
                opened[stream] = last!;
            }
            return name;
        }

        EngineStream[] Running()
        {
            lock (streams) return [.. streams.Where(s => !s.Completion.IsCompleted)];
        }

        // What cannot be read leaves everything as it is.
        async Task Replace(string path)
        {
            try
            {
                SourceOptions source = new() { Address = SourceAddress.Parse(path) };
                IFrameSource trial = FrameSource.Open(source);
                await using (trial.ConfigureAwait(false)) trial.Read(new FrameBuffer());
                EngineStream[] before = Running();
                window.Sink.Stream = Add(source);
                foreach (EngineStream stream in before) stream.Stop();
                window.Say(source.Address.Display);
            }
            catch (CoCaException e)
            {
                window.Say(e.Message);
            }
        }
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
            Summary = engine.Summary,
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
    public static RecorderSink Recorder(string path, CoCaModel model, bool isLossless, Theme? theme = null, string? stream = null) => RecorderSink.Create(path, new RecorderOptions
    {
        Theme = theme ?? Theme.Standard,
        Stream = stream,
        Device = model.Device.Name,
        LeavesOutWhenSlow = !isLossless,
        SeesMiddle = SeesMiddle(model),
    });

    /// <summary>Whether a model sees the middle of a frame, or all of it squashed.</summary>
    public static bool SeesMiddle(CoCaModel model) => model.Bundle.Manifest.Preprocess.Mode == ResizeMode.Shortest;

    /// <summary>Reads a theme; the standard one where no file is named.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is no theme.</exception>
    public static Theme ReadTheme(string? path)
    {
        if (path is null) return Theme.Standard;
        try
        {
            return Theme.Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {FileProblem.Of(e)}; expected a theme, a JSON file", e);
        }
    }
}
