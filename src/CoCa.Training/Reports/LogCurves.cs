using System.Text.Json;
using CoCa.Core;

namespace CoCa.Training.Reports;

/// <summary>Reads a run's <c>log.jsonl</c>: an object a line with a <c>step</c> and numbers, each of which becomes a curve.</summary>
public static class LogCurves
{
    /// <summary>The curves in the order in which their names first come. A line that a killed process left half written is left out.</summary>
    /// <exception cref="InvalidInputException">The log cannot be read.</exception>
    public static IReadOnlyList<ReportCurve> Read(string path)
    {
        List<(string Name, List<(double, double)> Points)> curves = [];
        try
        {
            foreach (string line in File.ReadLines(path)) Add(line, curves);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", e);
        }
        return [.. curves.Select(c => new ReportCurve(c.Name, c.Points))];
    }

    private static void Add(string line, List<(string Name, List<(double, double)> Points)> curves)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("step", out JsonElement number) || !number.TryGetDouble(out double step)) return;
            foreach (JsonProperty p in json.RootElement.EnumerateObject())
            {
                if (p.Name == "step" || p.Value.ValueKind != JsonValueKind.Number) continue;
                int at = curves.FindIndex(c => c.Name == p.Name);
                if (at < 0)
                {
                    at = curves.Count;
                    curves.Add((p.Name, []));
                }
                curves[at].Points.Add((step, p.Value.GetDouble()));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a line.
        }
    }
}
