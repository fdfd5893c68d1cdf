using System.CommandLine;
using System.Text.Json;
using CoCa.Core;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

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

    /// <summary>The labels that were named, or else a scene's; none if there are neither.</summary>
    public IReadOnlyList<string> Names(ParseResult parsed, SceneCalibration? scene = null)
    {
        IEnumerable<string> names = parsed.GetValue(_list)?.Split(',') ?? [];
        if (parsed.GetValue(_file) is { } file) names = names.Concat(Lines(file));
        string[] named = [.. names.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)];
        return named.Length == 0 && scene is not null ? [.. scene.Labels.Select(l => l.Name)] : named;
    }

    /// <summary>The texts that labels stand in: those that were given, a scene's, or the default.</summary>
    /// <exception cref="UsageException">One has no place for a label.</exception>
    public IReadOnlyList<string> Templates(ParseResult parsed, SceneCalibration? scene = null)
    {
        IReadOnlyList<string> templates = parsed.GetValue(_templates) is { Length: > 0 } given ? given : scene?.Templates ?? [LabelEmbedder.DefaultTemplate];
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

    /// <summary>The most probable labels of an embedding, best first.</summary>
    public static IReadOnlyList<(string Name, float P)> Top(LabelSet set, ReadOnlySpan<float> embedding, int count)
    {
        float[] p = new float[set.Names.Count];
        set.Probabilities(embedding, p);
        return [.. Enumerable.Range(0, p.Length).OrderByDescending(i => p[i]).Take(count).Select(i => (set.Names[i], p[i]))];
    }

    /// <summary>The most probable of a frame's labels, best first.</summary>
    public static IReadOnlyList<(string Name, float P)> Top(ReadOnlySpan<LabelScore> labels, int count) =>
        [.. labels.ToArray().OrderByDescending(l => l.Probability).Take(count).Select(l => (l.Name, l.Probability))];

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file}: cannot be read: {FileProblem.Of(e)}; expected a text file with a label a line", e);
        }
    }
}
