using System.CommandLine;
using CoCa.Cli.Media;
using CoCa.Cli.Output;
using CoCa.Inference;
using CoCa.Inference.Generation;

namespace CoCa.Cli.Commands;

/// <summary><c>coca caption</c>: what is in a picture or video, in words.</summary>
internal static class CaptionCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "A line a file: {\"file\",\"caption\",\"ids\":[..],\"score\",\"frames\"}" };
        Command command = new("caption", "Says in words what pictures and videos show.");
        MediaChoice media = new(command);
        GenerationChoice generation = new(command, "beam");
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            generation.Check(parsed);
            List<MediaInput> inputs = media.Inputs(parsed);
            using CoCaModel model = media.Open(parsed, terminal);
            GenerationOptions options = generation.Read(parsed, model);
            using MediaEncoder encoder = media.Encoder(parsed, model, terminal, tokens: true);
            await foreach (IReadOnlyList<EncodedMedia> batch in encoder.EncodeAsync(inputs, cancellation).ConfigureAwait(false))
            {
                terminal.Status(batch.Count == 1 ? $"captioning {batch[0].Path}" : $"captioning {batch.Count} pictures");
                float[] context = batch.Count == 1 ? batch[0].Tokens : [.. batch.SelectMany(m => m.Tokens)];
                IReadOnlyList<GeneratedCaption> captions = model.Captioner.Generate(context, batch.Count, options, null, cancellation);
                for (int i = 0; i < batch.Count; i++) Print(terminal, parsed.GetValue(json), batch[i], captions[i], inputs.Count > 1);
            }
            return encoder.Failed == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }

    private static void Print(Terminal terminal, bool json, EncodedMedia media, GeneratedCaption caption, bool several)
    {
        string text = GenerationChoice.TextOf(caption);
        if (!json)
        {
            terminal.Line(several ? $"{media.Path}\t{text}" : text);
            return;
        }
        terminal.Json(j =>
        {
            j.WriteStartObject();
            j.WriteString("file", media.Path);
            j.WriteString("caption", text);
            j.Numbers("ids", (long[])[.. caption.Ids]);
            j.WriteNumber("score", caption.Score);
            j.WriteNumber("frames", media.Frames);
            j.WriteEndObject();
        });
    }
}
