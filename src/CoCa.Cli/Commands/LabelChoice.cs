using System.CommandLine;
using System.Text.Json;
using CoCa.Cli.Media;

namespace CoCa.Cli.Commands;

/// <summary>The options that name labels.</summary>
internal sealed class LabelChoice
{
    private readonly Option<string?> _list = new("--labels") { Description = "Labels with commas between", HelpName = "a,b,c" };
    private readonly Option<string?> _file = new("--labels-file") { Description = "A label a line", HelpName = "FILE" };
    private readonly Option<string[]> _templates = new("--template") { Description = "The text that a label stands in; several are averaged [default: a photo of a {}]", HelpName = "TEXT" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_list);
        command.Add(_file);
        command.Add(_templates);
    }

    /// <summary>The labels that were named; none if none were.</summary>
    public IReadOnlyList<string> Names(ParseResult parsed) => LabelSet.Read(parsed.GetValue(_list), parsed.GetValue(_file));

    /// <summary>The texts that labels stand in.</summary>
    /// <exception cref="UsageException">One has no place for a label.</exception>
    public IReadOnlyList<string> Templates(ParseResult parsed)
    {
        string[] templates = parsed.GetValue(_templates) is { Length: > 0 } given ? given : ["a photo of a {}"];
        return templates.FirstOrDefault(t => !t.Contains("{}", StringComparison.Ordinal)) is { } wrong ? throw new UsageException($"--template is \"{wrong}\", it must have {{}} where the label goes") : templates;
    }

    /// <summary>Writes <c>"labels":[{"name":..,"p":..},..]</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<(string Name, float P)> labels)
    {
        json.WriteStartArray("labels");
        foreach ((string name, float p) in labels)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("p", p);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
