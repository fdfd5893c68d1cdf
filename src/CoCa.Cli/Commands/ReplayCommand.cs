using System.CommandLine;
using CoCa.Cli.Output;
using CoCa.Cli.Watching;
using CoCa.Live.Sinks;
using CoCa.Realtime.Results;

namespace CoCa.Cli.Commands;

/// <summary><c>coca replay</c>: a recorded run once more, without its video and without a model.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> input = new("FILE") { Description = "What coca live --messages wrote" };
        Option<string?> events = new("--events") { Description = "Every frame as a JSON line; - is standard output", HelpName = "FILE" };
        Option<string?> subtitles = new("--subtitles") { Description = "Finished captions as subtitles, SubRip or (.vtt) WebVTT, of the first stream", HelpName = "FILE" };
        Option<int> top = new("--top") { Description = "Labels shown", DefaultValueFactory = _ => 3 };
        Command command = new("replay", "Shows a recorded run again, or turns it into other files.") { input, events, subtitles, top };
        command.SetAction(async (parsed, cancellation) =>
        {
            foreach (string file in ((string?[])[parsed.GetValue(events) is "-" ? null : parsed.GetValue(events), parsed.GetValue(subtitles)]).OfType<string>()) CommonOptions.CheckFolderOf(file);
            using ResultReplay replay = ResultReplay.Open(parsed.GetRequiredValue(input));
            Dictionary<string, string> headers = [];
            List<IResultSink> sinks = [new TerminalSink(terminal, headers, parsed.GetValue(top), quiet: parsed.GetValue(events) == "-")];
            try
            {
                JsonLinesOptions lines = new() { Top = parsed.GetValue(top), NamesStreams = true };
                if (parsed.GetValue(events) is { } path) sinks.Add(Watch.Events(path, lines));
                if (parsed.GetValue(subtitles) is { } cues) sinks.Add(SubtitleSink.Create(cues));
                while (replay.Read() is { } told)
                {
                    cancellation.ThrowIfCancellationRequested();
                    headers.TryAdd(told.Stream, $"{told.Stream}: recorded");
                    foreach (IResultSink sink in sinks)
                    {
                        if (told.Frame is { } frame) sink.Show(frame, default);
                        if (told.Change is { } change) sink.Change(change);
                        if (told.Count is { } count) sink.Complete(told.Stream, count);
                    }
                }
            }
            finally
            {
                foreach (IResultSink sink in sinks) await sink.DisposeAsync().ConfigureAwait(false);
            }
            if (replay.TruncatedBytes > 0) terminal.Note($"coca: the file ends within an entry; its last {replay.TruncatedBytes} bytes were left out");
            return ExitCode.Done;
        });
        return command;
    }
}
