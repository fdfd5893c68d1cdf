using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Demo;
using CoCa.Cli.Output;
using CoCa.Cli.Watching;
using CoCa.Inference;
using CoCa.Live.Sinks;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Labels;

namespace CoCa.Cli.Commands;

/// <summary><c>coca demo</c>, and <c>coca</c> without arguments: the shipped model on a real clip, with every file that a run can leave behind.</summary>
internal static class DemoCommand
{
    private static readonly string[] s_labels = ["a person walking", "a group of people", "a child", "a dog", "a bicycle", "a car"];

    public static Command Create(Terminal terminal)
    {
        Option<string> folder = new("--out") { Description = "Where annotated.mp4, .srt and .jsonl go", HelpName = "FOLDER", DefaultValueFactory = _ => "demo" };
        Option<string?> clip = new("--clip") { Description = "Another clip, or a camera; if not given, people on a square (a package of 96 MB is downloaded once), else a camera, else a test picture", HelpName = "SOURCE" };
        Option<double> seconds = new("--seconds") { Description = "Seconds of the clip", DefaultValueFactory = _ => 20 };
        Option<string?> model = CommonOptions.Model();
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Command command = new("demo", "Shows what it does, without a camera: captions and labels over a real clip, as lines, subtitles and an annotated video.") { folder, clip, seconds, model, device, threads };
        seconds.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (> 0 and <= 3600)) r.AddError($"'{seconds.Name}' must be above 0 and at most 3600"); });
        command.SetAction(async (parsed, cancellation) =>
        {
            string bundle = CommonOptions.ModelPath(parsed, model), made = parsed.GetRequiredValue(folder);
            ModelOptions how = CommonOptions.ModelOptions(parsed, device, threads);
            SourceAddress address = SourceAddress.Parse(parsed.GetValue(clip) ?? await DemoClip.FindAsync(terminal.Note, cancellation).ConfigureAwait(false));
            Directory.CreateDirectory(made);
            string video = Path.Combine(made, "annotated.mp4"), cues = Path.Combine(made, "annotated.srt"), lines = Path.Combine(made, "annotated.jsonl");
            terminal.Status($"opening {bundle}");
            using CoCaModel opened = CoCaModel.Open(bundle, how);
            foreach (string notice in opened.Notices) terminal.Note($"coca: {notice}");
            CoCaEngine engine = new(opened, new() { Logger = new TerminalLogger(terminal) });
            await using (engine.ConfigureAwait(false))
            {
                StreamOptions watched = new()
                {
                    Labels = new LabelEmbedder(opened).Create(s_labels, ["{}"]),
                    Captions = new CaptionOptions(),
                    ReconnectFor = TimeSpan.Zero,
                };
                engine.AddSink(JsonLinesSink.Create(lines));
                engine.AddSink(SubtitleSink.Create(cues));
                engine.AddSink(Watch.Recorder(video, opened, isLossless: false));
                using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                end.CancelAfter(TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                SourceOptions source = new() { Address = address, Realtime = !address.IsLive };
                int code = await Watch.RunAsync(terminal, engine, watched, [source], $"{opened.Device}", 3, events: null, window: null, end.Token).ConfigureAwait(false);
                if (cancellation.IsCancellationRequested) return ExitCode.Cancelled;
                if (code is not (ExitCode.Done or ExitCode.Cancelled)) return code;
            }
            terminal.Line("");
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{video}, .srt and .jsonl are what it saw. Now try:"));
            terminal.Line("  ./coca caption PHOTO.jpg");
            terminal.Line("  ./coca live camera --labels \"a person,a cup,a phone\"");
            terminal.Line($"  ./coca live {(address.IsLive ? "VIDEO.mp4" : address.Text)} --caption-every 1 --record seen.mp4");
            return ExitCode.Done;
        });
        return command;
    }
}
