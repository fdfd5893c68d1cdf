using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Output;
using CoCa.Cli.Watching;
using CoCa.Inference;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Pooling;
using CoCa.Realtime.Results;

namespace CoCa.Cli.Commands;

/// <summary><c>coca calibrate</c>: fits labels' thresholds to a scene, from a short clip of it.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> clip = new("CLIP") { Description = "A short video of the scene, some minutes at most" };
        Option<string> output = new("--out") { Description = "The file to make, for coca live --calibration", HelpName = "SCENE.json", Required = true };
        Option<string[]> seen = new("--seen") { Description = "When a label is there, in seconds: \"a dog=3-7.5\"; may be given several times. Labels without it are taken to be absent throughout", HelpName = "LABEL=FROM-TO", DefaultValueFactory = _ => [] };
        Option<int> window = new("--window") { Description = "Frames that labels are read from together, as for coca live", DefaultValueFactory = _ => 8 };
        Option<double> smoothing = new("--smoothing") { Description = "Seconds over which labels are smoothed, as for coca live", DefaultValueFactory = _ => 0.5 };
        Option<string?> model = CommonOptions.Model();
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = new("--json") { Description = "A line a label: {\"name\",\"on\",\"off\",\"usual\"}" };
        LabelChoice labels = new();
        Command command = new("calibrate", "Fits when your labels go on and off to your own scene, from a short clip of it.") { clip, model, output };
        labels.AddTo(command);
        foreach (Option option in (Option[])[seen, window, smoothing, device, threads, json]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<string> names = labels.Names(parsed), templates = labels.Templates(parsed);
            if (names.Count == 0) throw new UsageException("no labels: give --labels \"a dog,a cat\" or --labels-file FILE");
            SeenTimes times = SeenTimes.Parse(parsed.GetRequiredValue(seen), names);
            string bundle = CommonOptions.ModelPath(parsed, model), file = parsed.GetRequiredValue(output);
            CommonOptions.CheckFolderOf(file);
            SourceOptions source = new() { Address = SourceAddress.Parse(parsed.GetRequiredValue(clip)) };
            if (source.Address.IsLive) throw new UsageException($"{source.Address.Display} is live: record a clip of it first, such as ./coca live {source.Address.Display} --record clip.mp4");
            LabelOptions steady = new() { Smoothing = TimeSpan.FromSeconds(parsed.GetValue(smoothing)) };
            StreamOptions watched = new() { BackPressure = BackPressure.Lossless, Window = new WindowOptions { MaxFrames = parsed.GetValue(window) }, LabelOptions = steady, ReconnectFor = TimeSpan.Zero };
            CommonOptions.Checked(watched.Validate);
            terminal.Status($"opening {bundle}");
            using CoCaModel opened = CoCaModel.Open(bundle, CommonOptions.ModelOptions(parsed, device, threads));
            foreach (string notice in opened.Notices) terminal.Note($"coca: {notice}");
            LabelSet set = new LabelEmbedder(opened).Create(names, templates);
            if (!set.IsCalibrated) terminal.Note($"coca: {bundle} is not calibrated: its probabilities are shares among these labels (coca-train calibrate changes that)");
            SceneCalibrator calibrator = new(set, steady);
            CoCaEngine engine = new(opened, new() { Logger = new TerminalLogger(terminal) });
            await using (engine.ConfigureAwait(false))
            {
                EngineStream stream = engine.AddStream(watched, () => FfmpegSource.Open(source));
                await foreach (FrameResult frame in engine.ReadAllAsync(cancellation).ConfigureAwait(false))
                {
                    calibrator.Add(frame.Time, frame.Embedding.Span);
                    terminal.Status(string.Create(CultureInfo.InvariantCulture, $"{source.Address.Display}: {frame.Time.TotalSeconds:0.0} s"));
                }
                await stream.Completion.ConfigureAwait(false);
                if (stream.Error is { } error) throw error;
            }
            SceneCalibration scene = new() { Labels = calibrator.Fit(times.IsSeen), Templates = templates, Clip = Path.GetFileName(source.Address.Text) };
            scene.Save(file);
            if (parsed.GetValue(json)) foreach (SceneLabel label in scene.Labels) Print(terminal, label);
            else terminal.Table(["label", "on", "off"], [.. scene.Labels.Select(l => (string[])[l.Name, l.On.ToString("0.00", CultureInfo.InvariantCulture), l.Off.ToString("0.00", CultureInfo.InvariantCulture)])]);
            terminal.Note($"{file}: from {calibrator.Count} frames; use it with coca live SOURCE --calibration {file}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(Terminal terminal, SceneLabel label) => terminal.Json(j =>
    {
        j.WriteStartObject();
        j.WriteString("name", label.Name);
        j.WriteNumber("on", label.On);
        j.WriteNumber("off", label.Off);
        j.WriteNumber("usual", label.Usual);
        j.WriteEndObject();
    });
}
