using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using CoCa.Cli.Media;
using CoCa.Cli.Output;
using CoCa.Inference;

namespace CoCa.Cli.Commands;

/// <summary><c>coca similar</c>: finds the pictures that fit a text or another picture.</summary>
internal static class SimilarCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> text = new("--text") { Description = "What to look for, in words" };
        Option<string?> picture = new("--picture") { Description = "What to look for: a picture or video", HelpName = "FILE" };
        Option<int> top = new("--top") { Description = "Results shown", DefaultValueFactory = _ => 10 };
        Option<bool> json = new("--json") { Description = "{\"results\":[{\"file\",\"score\"},..]}, best first" };
        Command command = new("similar", "Ranks pictures and videos by how well they fit a text or a picture.");
        MediaChoice media = new(command);
        foreach (Option option in (Option[])[text, picture, top, json]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            (string? words, string? example) = (parsed.GetValue(text), parsed.GetValue(picture));
            if (words is null == example is null) throw new UsageException("look for what? give either --text or --picture");
            List<MediaInput> inputs = media.Inputs(parsed);
            List<MediaInput> examples = example is null ? [] : MediaInput.Expand([example]);
            using CoCaModel model = media.Open(parsed, terminal);
            using MediaEncoder encoder = media.Encoder(parsed, model, terminal, tokens: false);
            float[]? query = words is not null ? model.TextEncoder.Encode([words]).Embedding(0).ToArray() : null;
            await foreach (IReadOnlyList<EncodedMedia> batch in encoder.EncodeAsync(examples, cancellation).ConfigureAwait(false)) query ??= batch[0].Embedding;
            if (query is null) return ExitCode.BadInput;

            List<(string File, float Score)> results = [];
            await foreach (IReadOnlyList<EncodedMedia> batch in encoder.EncodeAsync(inputs, cancellation).ConfigureAwait(false))
                results.AddRange(batch.Select(m => (m.Path, TensorPrimitives.Dot<float>(m.Embedding, query))));
            Print(terminal, parsed.GetValue(json), [.. results.OrderByDescending(r => r.Score).Take(parsed.GetValue(top))]);
            return encoder.Failed == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }

    private static void Print(Terminal terminal, bool json, IReadOnlyList<(string File, float Score)> results)
    {
        if (!json)
        {
            terminal.Table(["cosine", "file"], [.. results.Select(r => (string[])[r.Score.ToString("0.0000", CultureInfo.InvariantCulture), r.File])]);
            return;
        }
        terminal.Json(j =>
        {
            j.WriteStartObject();
            j.WriteStartArray("results");
            foreach ((string file, float score) in results)
            {
                j.WriteStartObject();
                j.WriteString("file", file);
                j.WriteNumber("score", score);
                j.WriteEndObject();
            }
            j.WriteEndArray();
            j.WriteEndObject();
        });
    }
}
