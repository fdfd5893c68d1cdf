using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Media;
using CoCa.Cli.Output;
using CoCa.Cli.Watching;
using CoCa.Inference;
using CoCa.Live;
using CoCa.Live.Sources;

namespace CoCa.Cli.Commands;

/// <summary><c>coca live</c>: labels and captions over a video while it runs.</summary>
internal static class LiveCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> input = new("SOURCE") { Description = "A video file, a URL (rtsp, http, udp, srt, rtmp), or camera, camera:N, camera:NAME" };
        Option<string?> model = CommonOptions.Model();
        Option<string?> events = new("--events") { Description = "Every frame as a JSON line, and a summary at the end; - is standard output", HelpName = "FILE" };
        Option<int> window = new("--window") { Description = "Frames that labels and captions are read from together", DefaultValueFactory = _ => 8 };
        Option<double> every = new("--caption-every") { Description = "Seconds of the video between two captions; 0: no captions", DefaultValueFactory = _ => 2 };
        Option<int> tokens = new("--tokens-per-frame") { Description = "Tokens by which the caption goes on between two frames", DefaultValueFactory = _ => 4 };
        Option<int> top = new("--top") { Description = "Labels shown", DefaultValueFactory = _ => 3 };
        Option<bool> isLive = new("--live") { Description = "Newest wins: frames that come while another is in work are dropped (cameras and streams)" };
        Option<bool> isFile = new("--lossless") { Description = "Every frame waits its turn (files)" };
        Option<int> frames = new("--max-frames") { Description = "End after so many frames; 0: at the source's end" };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        LabelChoice labels = new();
        Command command = new("live", "Watches a video and says what happens, frame by frame.") { input, model, events };
        labels.AddTo(command);
        foreach (Option option in (Option[])[window, every, tokens, top, isLive, isFile, frames, device, threads]) command.Add(option);
        GenerationChoice generation = new(command, "greedy");
        AtLeast(window, 1);
        AtLeast(tokens, 1);
        AtLeast(top, 1);
        AtLeast(frames, 0);
        command.SetAction(async (parsed, cancellation) =>
        {
            SourceAddress address = SourceAddress.Parse(parsed.GetRequiredValue(input));
            if (parsed.GetValue(isLive) && parsed.GetValue(isFile)) throw new UsageException("--live and --lossless exclude each other");
            if (parsed.GetValue(isLive) || parsed.GetValue(isFile)) address = address with { IsLive = parsed.GetValue(isLive) };
            generation.Check(parsed);
            IReadOnlyList<string> names = labels.Names(parsed), templates = labels.Templates(parsed);
            string bundle = CommonOptions.ModelPath(parsed, model);
            ModelOptions how = CommonOptions.ModelOptions(parsed, device, threads);
            if (parsed.GetValue(events) is { } named and not "-") CommonOptions.CheckFolderOf(named);
            terminal.Status($"opening {bundle}");
            using CoCaModel opened = CoCaModel.Open(bundle, how);
            LabelSet? set = names.Count == 0 ? null : LabelSet.Create(opened, names, templates);
            TimeSpan distance = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(every), 0, 1e6));
            using CaptionTrack? track = distance == TimeSpan.Zero ? null : new(opened, generation.Read(parsed, opened), distance, parsed.GetValue(tokens));
            using LiveRun run = new(opened, set, track, parsed.GetValue(window), parsed.GetValue(top), TimeProvider.System);
            using EventFile? file = parsed.GetValue(events) is { } path ? new(path) : null;
            foreach (string notice in opened.Notices) terminal.Note($"coca: {notice}");
            terminal.Status($"waiting for the first frame of {address.Display}");
            string header = $"{address.Display}: {(address.IsLive ? "live, the newest frame wins" : "file, every frame")}; {opened.Device}; Ctrl-C ends";
            SourceOptions options = new() { Address = address, MaxFrames = parsed.GetValue(frames) };
            return await WatchAsync(terminal, run, FfmpegSource.Open(options), header, file, parsed.GetValue(events), track, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> WatchAsync(Terminal terminal, LiveRun run, FfmpegSource source, string header, EventFile? events, string? eventsPath, CaptionTrack? captions, CancellationToken cancellation)
    {
        SourceException? lost = null;
        bool begun = false, quiet = eventsPath == "-";
        TimeSpan? lastLine = null;
        try
        {
            await run.RunAsync(source, Show, cancellation).ConfigureAwait(false);
        }
        catch (SourceException e)
        {
            lost = e;
        }
        finally
        {
            await source.DisposeAsync().ConfigureAwait(false);
            LiveSummary s = run.Summary(source);
            events?.Summary(s);
            terminal.Note($"{s.In} frames in = {s.Shown} shown + {s.Dropped} dropped + {s.Failed} failed{(events is null || quiet ? "" : $"; {eventsPath} has each that was shown, and this count")}");
        }
        if (lost is not null) throw lost;
        // Ended by hand, with everything written: nothing to complain of, but a script learns that it was not the source's end.
        if (cancellation.IsCancellationRequested) return ExitCode.Cancelled;
        if (source.Complaint is { } complaint) terminal.Note($"coca: ffmpeg says: {complaint}");
        return ExitCode.Done;

        void Show(FrameShown frame)
        {
            if (!begun) terminal.Note(header);
            begun = true;
            events?.Frame(frame);
            // A line a second, and one for every finished caption: more than that nobody reads.
            if (quiet || (lastLine is { } last && frame.Time - last < TimeSpan.FromSeconds(1) && frame.Time >= last && captions?.JustFinished != true)) return;
            lastLine = frame.Time;
            string labels = string.Join(", ", frame.Labels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.P:0.00}")));
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{frame.Time.TotalSeconds,9:0.000} s  {labels}{(labels.Length > 0 && frame.Caption.Length > 0 ? "  |  " : "")}{frame.Caption}{(frame.CaptionState == "final" || frame.Caption.Length == 0 ? "" : $" ({frame.CaptionState})")}"));
        }
    }

    private static void AtLeast(Option<int> option, int least) =>
        option.Validators.Add(r => { if (r.GetValueOrDefault<int>() < least) r.AddError($"'{option.Name}' must be {least} or more"); });
}
