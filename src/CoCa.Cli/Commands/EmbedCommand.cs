using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Media;
using CoCa.Cli.Output;
using CoCa.Core.Weights;
using CoCa.Inference;
using CoCa.Inference.Encoding;

namespace CoCa.Cli.Commands;

/// <summary><c>coca embed</c>: pictures, videos and texts as vectors of unit length in one space.</summary>
internal static class EmbedCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string[]> texts = new("--text") { Description = "Also embed this text; may be given several times" };
        Option<string?> output = new("--out") { Description = "Write them to a safetensors file: embeddings [N, E], the names in its metadata", HelpName = "FILE.safetensors" };
        Option<bool> json = new("--json") { Description = "A line each: {\"file\" or \"text\",\"embedding\":[..]}" };
        Command command = new("embed", "Gives pictures, videos and texts as vectors of unit length; cosines compare them.");
        MediaChoice media = new(command);
        foreach (Option option in (Option[])[texts, output, json]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] words = parsed.GetValue(texts) ?? [];
            if (parsed.GetValue(output) is { } file) CommonOptions.CheckFolderOf(file);
            List<MediaInput> inputs = media.Inputs(parsed, required: words.Length == 0);
            using CoCaModel model = media.Open(parsed, terminal);
            List<(string Kind, string Name, float[] Embedding)> all = [];
            using MediaEncoder encoder = media.Encoder(parsed, model, terminal, tokens: false);
            await foreach (IReadOnlyList<EncodedMedia> batch in encoder.EncodeAsync(inputs, cancellation).ConfigureAwait(false))
                foreach (EncodedMedia item in batch) Give("file", item.Path, item.Embedding);
            if (words.Length > 0)
            {
                TextFeatures features = model.TextEncoder.Encode(words);
                for (int i = 0; i < words.Length; i++) Give("text", words[i], features.Embedding(i).ToArray());
            }
            if (parsed.GetValue(output) is { } path && all.Count > 0)
            {
                Save(path, all);
                terminal.Note($"wrote {all.Count} embeddings of {all[0].Embedding.Length} numbers to {path}");
            }
            return encoder.Failed == 0 ? ExitCode.Done : ExitCode.BadInput;

            void Give(string kind, string name, float[] embedding)
            {
                if (parsed.GetValue(output) is not null) all.Add((kind, name, embedding));
                else Print(terminal, parsed.GetValue(json), kind, name, embedding);
            }
        });
        return command;
    }

    private static void Print(Terminal terminal, bool json, string kind, string name, float[] embedding)
    {
        if (!json)
        {
            terminal.Line($"{name}\t{string.Join(' ', embedding.Select(v => v.ToString("g7", CultureInfo.InvariantCulture)))}");
            return;
        }
        terminal.Json(j =>
        {
            j.WriteStartObject();
            j.WriteString(kind, name);
            j.Numbers("embedding", embedding);
            j.WriteEndObject();
        });
    }

    private static void Save(string path, List<(string Kind, string Name, float[] Embedding)> all)
    {
        Dictionary<string, string> names = all.Select((item, i) => (Key: i.ToString(CultureInfo.InvariantCulture), item.Name)).ToDictionary(p => p.Key, p => p.Name);
        using SafetensorsWriter writer = SafetensorsWriter.Create(path, [new TensorInfo("embeddings", DType.F32, [all.Count, all[0].Embedding.Length])], names);
        writer.WriteFloats("embeddings", (float[])[.. all.SelectMany(item => item.Embedding)]);
        writer.Commit();
    }
}
