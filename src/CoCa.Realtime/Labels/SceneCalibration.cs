using System.Text.Json;
using CoCa.Core;

namespace CoCa.Realtime.Labels;

/// <summary>Labels with thresholds fitted to one scene, as <c>coca calibrate</c> writes and <c>coca live --calibration</c> reads them. Immutable.</summary>
public sealed record SceneCalibration
{
    private const int LongestFile = 1 << 20;

    /// <summary>The labels.</summary>
    public required IReadOnlyList<SceneLabel> Labels { get; init; }

    /// <summary>The texts that the labels stand in, <c>{}</c> for the label.</summary>
    public required IReadOnlyList<string> Templates { get; init; }

    /// <summary>The clip it was fitted on, for a person.</summary>
    public required string Clip { get; init; }

    /// <summary>A label's thresholds, or null.</summary>
    public SceneLabel? Find(string name) => Labels.FirstOrDefault(l => l.Name == name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, is something else, or a value is out of its range.</exception>
    public static SceneCalibration Load(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile } file) throw new InvalidInputException($"{path}: has {file.Length} bytes, expected at most {LongestFile}");
            SceneCalibration calibration = JsonSerializer.Deserialize(File.ReadAllBytes(path), SceneCalibrationJson.Default.SceneCalibration) ?? throw new InvalidInputException($"{path}: is null, expected what coca calibrate writes");
            calibration.Validate(path);
            return calibration;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: is not what coca calibrate writes: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {FileProblem.Of(e)}; coca calibrate writes one", e);
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public void Save(string path)
    {
        try
        {
            File.WriteAllBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(this, SceneCalibrationJson.Default.SceneCalibration), (byte)'\n']);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    private void Validate(string path)
    {
        if (Labels.Count == 0) throw new InvalidInputException($"{path}: has no labels");
        if (Templates.Any(t => t is null || !t.Contains("{}", StringComparison.Ordinal))) throw new InvalidInputException($"{path}: a template has no {{}} for the label");
        foreach (SceneLabel label in Labels)
        {
            if (label is null || string.IsNullOrWhiteSpace(label.Name)) throw new InvalidInputException($"{path}: a label has no name");
            if (!(label.On is >= 0 and <= 1 && label.Off >= 0 && label.Off <= label.On)) throw new InvalidInputException(FormattableString.Invariant($"{path}: {label.Name} goes on at {label.On} and off at {label.Off}, expected 0 <= off <= on <= 1"));
            if (!(label.Usual is >= -2 and <= 2)) throw new InvalidInputException(FormattableString.Invariant($"{path}: {label.Name} usually has {label.Usual}, expected -2 to 2"));
        }
    }
}
