using System.CommandLine;
using System.Globalization;
using CoCa.Cli.Output;
using CoCa.Core.Bundles;
using CoCa.Core.Configuration;

namespace CoCa.Cli.Commands;

/// <summary><c>coca inspect</c>: what is in a bundle, and is it whole?</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> bundle = new("BUNDLE") { Description = "A folder made by coca import", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> presets = new("--presets") { Description = "List the configurations that import knows by name" };
        Option<bool> json = new("--json") { Description = "The bundle's model.json" };
        Command command = new("inspect", "Says what is in a bundle, after every file's length and SHA-256 were checked.") { bundle, presets, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(presets))
            {
                ListPresets(terminal, parsed.GetValue(json));
                return ExitCode.Done;
            }
            Bundle opened = Bundle.Open(parsed.GetValue(bundle) ?? throw new UsageException("inspect what? name a bundle, or ask for --presets"));
            if (parsed.GetValue(json))
            {
                using var document = System.Text.Json.JsonDocument.Parse(opened.Manifest.ToJson());
                terminal.Json(document.WriteTo);
            }
            else
            {
                Print(terminal, opened.Manifest);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static void ListPresets(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.Json(j =>
            {
                j.WriteStartObject();
                foreach (string name in CoCaPresets.Names)
                {
                    j.WritePropertyName(name);
                    j.WriteRawValue(CoCaPresets.Get(name).ToJson());
                }
                j.WriteEndObject();
            });
            return;
        }
        terminal.Table(["name", "picture", "vision", "text", "decoder"],
            [.. CoCaPresets.Names.Select(n => (n, c: CoCaPresets.Get(n))).Select(p => (string[])
                [p.n, $"{p.c.Vision.ImageWidth} px", $"{p.c.Vision.Width} x {p.c.Vision.Layers}", $"{p.c.Text.Width} x {p.c.Text.Layers}", $"{p.c.Multimodal.Width} x {p.c.Multimodal.Layers}"])]);
    }

    private static void Print(Terminal terminal, BundleManifest m)
    {
        VisionConfig v = m.Config.Vision;
        TextConfig t = m.Config.Text;
        string precision = m.Precision.ToString().ToLowerInvariant(), pooler = v.Pooler.ToString().ToLowerInvariant();
        Row("name", m.Name);
        Row("precision", precision);
        Row("size", FormattableString.Invariant($"{m.Files.Values.Sum(f => f.Length) / 1e6:0.0} MB in {m.Files.Count} files, all whole"));
        Row("pictures", $"{v.ImageWidth}x{v.ImageHeight}, {v.Patches} patches, width {v.Width}, {v.Layers} layers, pooler {pooler}{(v.Stem is null ? "" : ", convolutional stem")}");
        Row("texts", $"{t.ContextLength} tokens of {t.VocabularySize}, width {t.Width}, {t.Layers} layers, tokenizer {m.Tokenizer.Kind}");
        Row("decoder", $"width {m.Config.Multimodal.Width}, {m.Config.Multimodal.Layers} layers");
        Row("embeddings", $"{m.Config.EmbedDim} numbers, logit scale {m.LogitScale.ToString("0.###", CultureInfo.InvariantCulture)}");
        if (m.Origin.Length > 0) Row("origin", m.Origin);
        if (m.Licence.Length > 0) Row("licence", m.Licence);
        Row("graphs", string.Join(' ', m.Graphs.Keys));
        foreach ((string name, GraphInfo graph) in m.Graphs)
        {
            terminal.Line("");
            Row(name, string.Join(' ', graph.Attributes.Select(a => $"{a.Key}={a.Value}")));
            Row("  in", Tensors(graph.Inputs));
            Row("  out", Tensors(graph.Outputs));
        }

        void Row(string name, string text)
        {
            foreach (string line in Wrapped.Lines(name, text)) terminal.Line(line);
        }
    }

    private static string Tensors(IReadOnlyList<GraphPort> tensors) =>
        string.Join(' ', tensors.Take(4).Select(t => $"{t.Name}[{string.Join(',', t.Shape)}]")) + (tensors.Count > 4 ? $" +{tensors.Count - 4}" : "");
}
