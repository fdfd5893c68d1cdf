using System.Globalization;
using System.Text.Json;

namespace CoCa.Training.Running;

/// <summary>A line of JSON for every step: <c>{"step","total","contrastive","caption","rate","norm","seconds"}</c>. Not thread-safe.</summary>
public sealed class TrainingLog : IDisposable
{
    private readonly FileStream _file;
    private double _seconds;
    private StepReport _last;

    /// <summary>Opens a log; lines after a step that is made again are cut off.</summary>
    public TrainingLog(string path, long stepsMade)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        List<string> kept = File.Exists(path) && stepsMade > 0 ? [.. File.ReadLines(path).Where(l => IsBefore(l, stepsMade))] : [];
        File.WriteAllLines(path, kept);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>The total loss, averaged over about the last twenty steps.</summary>
    public double Recent { get; private set; } = double.NaN;

    /// <summary>Adds a step.</summary>
    public void Write(StepReport report)
    {
        _last = report;
        Recent = double.IsNaN(Recent) ? report.Losses.Total : (0.95 * Recent) + (0.05 * report.Losses.Total);
        _seconds = _seconds == 0 ? report.Duration.TotalSeconds : (0.95 * _seconds) + (0.05 * report.Duration.TotalSeconds);
        using (Utf8JsonWriter json = new(_file))
        {
            json.WriteStartObject();
            json.WriteNumber("step", report.Step);
            json.WriteNumber("total", (float)report.Losses.Total);
            json.WriteNumber("contrastive", (float)report.Losses.Contrastive);
            json.WriteNumber("caption", (float)report.Losses.Caption);
            json.WriteNumber("rate", (float)report.LearningRate);
            json.WriteNumber("norm", (float)report.GradientNorm);
            json.WriteNumber("seconds", (float)report.Duration.TotalSeconds);
            json.WriteEndObject();
        }
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    /// <summary>The last step for a person.</summary>
    public string Line(long steps) => string.Create(CultureInfo.InvariantCulture,
        $"step {_last.Step} of {steps}: loss {Recent:f3} (contrastive {_last.Losses.Contrastive:f3}, caption {_last.Losses.Caption:f3}), {_seconds:f2} s a step, {TimeSpan.FromSeconds(_seconds * (steps - _last.Step)):hh\\:mm\\:ss} left");

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static bool IsBefore(string line, long stepsMade)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64() <= stepsMade;
        }
        catch (JsonException)
        {
            return false; // a process was killed while it wrote this line
        }
    }
}
