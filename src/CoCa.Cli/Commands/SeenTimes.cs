using System.Globalization;

namespace CoCa.Cli.Commands;

/// <summary>When a person saw labels in a clip: <c>a dog=3-7.5</c>.</summary>
internal sealed class SeenTimes
{
    private readonly Dictionary<string, List<(double From, double To)>> _times = new(StringComparer.Ordinal);

    /// <summary>Reads the option's values.</summary>
    /// <exception cref="UsageException">One is not of that form, or names no label.</exception>
    public static SeenTimes Parse(IEnumerable<string> values, IReadOnlyList<string> labels)
    {
        SeenTimes times = new();
        foreach (string value in values)
        {
            int equals = value.LastIndexOf('=');
            string[] span = equals < 0 ? [] : value[(equals + 1)..].Split('-');
            if (span.Length != 2 || !Seconds(span[0], out double from) || !Seconds(span[1], out double to) || to <= from) throw new UsageException($"--seen is \"{value}\", expected LABEL=FROM-TO in seconds, such as \"a dog=3-7.5\"");
            string label = value[..equals].Trim();
            if (!labels.Contains(label)) throw new UsageException($"--seen is \"{value}\", but {label} is not among the labels");
            if (!times._times.TryGetValue(label, out List<(double, double)>? spans)) times._times[label] = spans = [];
            spans.Add((from, to));
        }
        return times;

        static bool Seconds(string text, out double seconds) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds);
    }

    /// <summary>Whether a label is there at a time; null if nothing was said of it.</summary>
    public bool? IsSeen(string label, TimeSpan time) =>
        _times.TryGetValue(label, out List<(double From, double To)>? spans) ? spans.Exists(s => time.TotalSeconds >= s.From && time.TotalSeconds <= s.To) : null;
}
