using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Media;
using CoCa.Cli.Output;
using CoCa.Inference;
using CoCa.Realtime.Labels;

namespace CoCa.Cli.Commands;

/// <summary><c>coca classify</c>: which of some labels fits a picture or video.</summary>
internal static class ClassifyCommand
{
    public static Command Create(Terminal terminal)
    {
        LabelChoice labels = new();
        Option<int> top = new("--top") { Description = "Labels shown of each file", DefaultValueFactory = _ => 5 };
        Option<bool> json = new("--json") { Description = "A line a file: {\"file\",\"frames\",\"labels\":[{\"name\",\"p\"},..]}" };
        Command command = new("classify", "Says which of your labels fits pictures and videos.");
        MediaChoice media = new(command);
        labels.AddTo(command);
        command.Add(top);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<string> names = labels.Names(parsed);
            if (names.Count == 0) throw new UsageException("no labels: give --labels \"a dog,a cat\" or --labels-file FILE");
            IReadOnlyList<string> templates = labels.Templates(parsed);
            List<MediaInput> inputs = media.Inputs(parsed);
            using CoCaModel model = media.Open(parsed, terminal);
            LabelSet set = new LabelEmbedder(model).Create(names, templates);
            using MediaEncoder encoder = media.Encoder(parsed, model, terminal, tokens: false);
            await foreach (IReadOnlyList<EncodedMedia> batch in encoder.EncodeAsync(inputs, cancellation).ConfigureAwait(false))
                foreach (EncodedMedia item in batch)
                    Print(terminal, parsed.GetValue(json), item, LabelChoice.Top(set, item.Embedding, parsed.GetValue(top)), inputs.Count > 1);
            return encoder.Failed == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }

    private static void Print(Terminal terminal, bool json, EncodedMedia media, IReadOnlyList<(string Name, float P)> labels, bool several)
    {
        if (!json)
        {
            string list = string.Join(", ", labels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.P:0.000}")));
            terminal.Line(several ? $"{media.Path}\t{list}" : list);
            return;
        }
        terminal.Json(j =>
        {
            j.WriteStartObject();
            j.WriteString("file", media.Path);
            j.WriteNumber("frames", media.Frames);
            LabelChoice.Write(j, labels);
            j.WriteEndObject();
        });
    }
}
