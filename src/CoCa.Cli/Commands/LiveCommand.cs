using System.CommandLine;
using CoCa.Cli.Output;
using CoCa.Cli.Watching;
using CoCa.Drawing.Themes;
using CoCa.Inference;
using CoCa.Live.Sinks;
using CoCa.Live.Sources;
using CoCa.Overlay;
using CoCa.Realtime;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Pooling;

namespace CoCa.Cli.Commands;

/// <summary><c>coca live</c>: labels and captions over videos while they run.</summary>
internal static class LiveCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> input = new("SOURCE") { Description = "Video files, folders of pictures, URLs (rtsp, http, udp, tcp, srt, rtmp), camera, camera:N, camera:NAME (coca devices lists them), screen, screen:N", Arity = ArgumentArity.OneOrMore };
        Option<string?> model = CommonOptions.Model();
        Option<string?> events = new("--events") { Description = "Every frame as a JSON line, and a summary at the end; - is standard output", HelpName = "FILE" };
        Option<string[]> subtitles = new("--subtitles") { Description = "Finished captions as subtitles, SubRip or (.vtt) WebVTT; of one source", HelpName = "FILE", DefaultValueFactory = _ => [] };
        Option<string?> record = new("--record") { Description = "The video with its overlay, as mp4; of one source", HelpName = "FILE.mp4" };
        Option<string?> messages = new("--messages") { Description = "Everything of every frame as MessagePack; coca replay shows it again", HelpName = "FILE" };
        Option<bool> overlay = new("--overlay") { Description = "A window with the video and what is seen in it; ? in it lists its keys. Files go at their own pace" };
        Option<string?> theme = new("--theme") { Description = "The look of the window and of what is recorded, a JSON file", HelpName = "FILE.json" };
        Option<int?> serve = new("--serve") { Description = "A page for a browser on this machine: video, captions, labels to change, a search; 0 takes any free port", HelpName = "PORT" };
        Option<string[]> metrics = new("--metrics") { Description = "The run's numbers: a port for a text page on this machine (Prometheus), a collector's address (OTLP over HTTP), or otlp for the one in OTEL_EXPORTER_OTLP_ENDPOINT", HelpName = "PORT|URL|otlp", DefaultValueFactory = _ => [] };
        Option<int> window = new("--window") { Description = "Frames that labels and captions are read from together", DefaultValueFactory = _ => 8 };
        Option<double> seconds = new("--window-seconds") { Description = "Frames further back than so many seconds leave the window; 0: only their number counts" };
        Option<double> cut = new("--scene-cut") { Description = "Difference of two frames, 0 to 1, from which on they are two scenes; 0: no cuts", DefaultValueFactory = _ => 0.1 };
        Option<double> on = new("--label-on") { Description = "Probability from which on a label is on", DefaultValueFactory = _ => 0.5 };
        Option<double> off = new("--label-off") { Description = "Probability below which it is off again", DefaultValueFactory = _ => 0.35 };
        Option<double> smoothing = new("--smoothing") { Description = "Seconds over which labels are smoothed; 0: not at all", DefaultValueFactory = _ => 0.5 };
        Option<double> history = new("--label-history") { Description = "Seconds in which it is learned what a label usually scores in this scene; 0: not at all", DefaultValueFactory = _ => 120 };
        Option<string?> calibration = new("--calibration") { Description = "Labels with thresholds of their own for this scene, as coca calibrate writes", HelpName = "SCENE.json" };
        Option<double> every = new("--caption-every") { Description = "Seconds of the video between two captions; 0: no captions", DefaultValueFactory = _ => 2 };
        Option<int?> tokens = new("--tokens-per-frame") { Description = "Tokens by which a caption goes on between two frames even if the next one waits [default: 4 for files, 1 for live sources]" };
        Option<int> top = new("--top") { Description = "Labels shown", DefaultValueFactory = _ => 3 };
        Option<bool> isLive = new("--live") { Description = "Newest wins: frames that come while another is in work are dropped (cameras and streams)" };
        Option<bool> isFile = new("--lossless") { Description = "Every frame waits its turn (files)" };
        Option<bool> realtime = new("--realtime") { Description = "Files at their own pace, newest wins" };
        Option<double> rate = new("--rate") { Description = "Frames a second of a screen or of a folder of pictures; 0: 15 of a screen, 10 of a folder" };
        Option<double> reconnect = new("--reconnect") { Description = "Seconds for which a live source that was lost is sought; 0: its loss is the end", DefaultValueFactory = _ => 86400 };
        Option<double> stall = new("--stall-after") { Description = "Seconds of silence after which a source counts as stalled", DefaultValueFactory = _ => 3 };
        Option<double> freeze = new("--freeze-after") { Description = "Seconds of the same picture after which a live source counts as frozen; 0: never", DefaultValueFactory = _ => 10 };
        Option<int> frames = new("--max-frames") { Description = "End after so many frames of each source; 0: at its end" };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        LabelChoice labels = new();
        Command command = new("live", "Watches videos and says what happens, frame by frame.") { input, model, events, subtitles, overlay, record, theme, messages, serve, metrics };
        labels.AddTo(command);
        foreach (Option option in (Option[])[calibration, on, off, smoothing, history, window, seconds, cut, every, tokens, top, isLive, isFile, realtime, rate, reconnect, stall, freeze, frames, device, threads]) command.Add(option);
        GenerationChoice generation = new(command, "greedy");
        AtLeast(window, 1);
        AtLeast(top, 1);
        AtLeast(frames, 0);
        serve.Validators.Add(r => { if (r.GetValueOrDefault<int?>() is < 0 or > 65535) r.AddError($"'{serve.Name}' must be 0 to 65535"); });
        rate.Validators.Add(r => { if (!(r.GetValueOrDefault<double>() is >= 0 and <= 1000)) r.AddError($"'{rate.Name}' must be 0 to 1000"); });
        tokens.Validators.Add(r => { if (r.GetValueOrDefault<int?>() < 1) r.AddError($"'{tokens.Name}' must be 1 or more"); });
        foreach (Option<double> option in (Option<double>[])[seconds, smoothing, history, every, reconnect, stall, freeze]) NotNegative(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(isLive) && parsed.GetValue(isFile)) throw new UsageException("--live and --lossless exclude each other");
            MetricsTarget[] numbers = [.. parsed.GetRequiredValue(metrics).Select(MetricsTarget.Parse)];
            SourceOptions[] sources = [.. parsed.GetRequiredValue(input).Select(s => new SourceOptions { Address = SourceAddress.Parse(s), MaxFrames = parsed.GetValue(frames), Realtime = parsed.GetValue(realtime), Rate = parsed.GetValue(rate) })];
            if (parsed.GetValue(realtime) && sources.FirstOrDefault(s => s.Address.IsLive) is { } already) throw new UsageException($"--realtime is for files, {already.Address.Display} is live by itself");
            string[] cues = parsed.GetRequiredValue(subtitles);
            if (cues.Length > 0 && sources.Length > 1) throw new UsageException($"--subtitles is for one source, {sources.Length} were given");
            string? video = parsed.GetValue(record), packed = parsed.GetValue(messages);
            if (video is not null && sources.Length > 1) throw new UsageException($"--record is for one source, {sources.Length} were given");
            generation.Check(parsed);
            SceneCalibration? scene = parsed.GetValue(calibration) is { } fitted ? SceneCalibration.Load(fitted) : null;
            IReadOnlyList<string> names = labels.Names(parsed, scene), templates = labels.Templates(parsed, scene);
            string bundle = CommonOptions.ModelPath(parsed, model);
            ModelOptions how = CommonOptions.ModelOptions(parsed, device, threads);
            foreach (string file in (string[])[.. parsed.GetValue(events) is { } named and not "-" ? [named] : (string[])[], .. cues, .. ((string?[])[video, packed]).OfType<string>()]) CommonOptions.CheckFolderOf(file);
            StreamOptions watched = new()
            {
                BackPressure = parsed.GetValue(isLive) ? BackPressure.NewestWins : parsed.GetValue(isFile) ? BackPressure.Lossless : null,
                Window = new WindowOptions { MaxFrames = parsed.GetValue(window), MaxAge = Seconds(parsed, seconds) is { Ticks: > 0 } age ? age : null },
                LabelOptions = new() { On = parsed.GetValue(on), Off = parsed.GetValue(off), Smoothing = Seconds(parsed, smoothing), History = Seconds(parsed, history), Scene = scene },
                SceneCut = parsed.GetValue(cut),
                StallAfter = Seconds(parsed, stall) is { Ticks: > 0 } limit ? limit : TimeSpan.MaxValue,
                FreezeAfter = Seconds(parsed, freeze),
                ReconnectFor = parsed.GetValue(realtime) ? TimeSpan.Zero : Seconds(parsed, reconnect),
            };
            CommonOptions.Checked(watched.Validate);
            Theme look = Watch.ReadTheme(parsed.GetValue(theme));
            terminal.Status($"opening {bundle}");
            using CoCaModel opened = CoCaModel.Open(bundle, how);
            foreach (string notice in opened.Notices) terminal.Note($"coca: {notice}");
            TimeSpan distance = Seconds(parsed, every);
            LabelSet? set = names.Count == 0 ? null : new LabelEmbedder(opened).Create(names, templates);
            watched = watched with
            {
                Labels = set,
                Captions = distance == TimeSpan.Zero ? null : new CaptionOptions { Generation = generation.Read(parsed, opened), Every = distance, TokensPerFrame = parsed.GetValue(tokens) },
            };
            CoCaEngine engine = new(opened, new() { Logger = new TerminalLogger(terminal) });
            await using (engine.ConfigureAwait(false))
            {
                JsonLinesOptions lines = new() { Top = parsed.GetValue(top), NamesStreams = sources.Length > 1 };
                if (parsed.GetValue(events) is { } path) engine.AddSink(Watch.Events(path, lines));
                foreach (string file in cues) engine.AddSink(SubtitleSink.Create(file));
                if (packed is not null) engine.AddSink(MessagePackSink.Create(packed));
                if (video is not null) engine.AddSink(Watch.Recorder(video, opened, isLossless: watched.BackPressure == BackPressure.Lossless || (watched.BackPressure is null && !sources[0].Address.IsLive && !sources[0].Realtime && !parsed.GetValue(overlay)), look));
                foreach (MetricsTarget target in numbers) await target.AddToAsync(engine, terminal).ConfigureAwait(false);
                if (parsed.GetValue(serve) is { } port) terminal.Note($"the page: {await Watch.ServeAsync(engine, port, templates).ConfigureAwait(false)}");
                OverlayWindowOptions opening = new() { Title = $"{sources[0].Address.Display} - CoCa.Realtime", Theme = look, Labels = names };
                using LiveWindow? shown = parsed.GetValue(overlay) ? LiveWindow.TryOpen(terminal, opening, engine, opened, templates) : null;
                if (shown is null) return await Run(cancellation).ConfigureAwait(false);
                watched = watched with { PatchWeights = true };
                return await shown.RunAsync(Run, cancellation).ConfigureAwait(true);

                Task<int> Run(CancellationToken ended) =>
                    Watch.RunAsync(terminal, engine, watched, sources, $"{opened.Device}", parsed.GetValue(top), parsed.GetValue(events), shown, ended);
            }
        });
        return command;
    }

    private static TimeSpan Seconds(ParseResult parsed, Option<double> option) => TimeSpan.FromSeconds(Math.Min(parsed.GetValue(option), 1e9));

    private static void AtLeast(Option<int> option, int least) =>
        option.Validators.Add(r => { if (r.GetValueOrDefault<int>() < least) r.AddError($"'{option.Name}' must be {least} or more"); });

    private static void NotNegative(Option<double> option) =>
        option.Validators.Add(r => { if (!(r.GetValueOrDefault<double>() >= 0)) r.AddError($"'{option.Name}' must be 0 or more"); });
}
