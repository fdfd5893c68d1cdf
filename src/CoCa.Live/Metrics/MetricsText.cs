using System.Globalization;
using System.Text;
using CoCa.Realtime.Accounting;

namespace CoCa.Live.Metrics;

/// <summary>An engine's summary in Prometheus' text format, version 0.0.4.</summary>
public static class MetricsText
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes frames by what became of them, states, losses, and each stage's time as a summary with its quantiles.</summary>
    public static string Of(EngineSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        StringBuilder text = new();
        Head(text, "coca_frames_total", "counter", "Frames by what became of them; in is the sum once a stream has ended");
        foreach (StreamSummary s in summary.Streams)
            foreach ((string outcome, long count) in ((string, long)[])[("in", s.Count.In), ("shown", s.Count.Shown), ("dropped", s.Count.Dropped), ("failed", s.Count.Failed)])
                Line(text, "coca_frames_total", $"stream=\"{Escaped(s.Stream)}\",outcome=\"{outcome}\"", count);
        Head(text, "coca_stream_state", "gauge", "0 opening, 1 running, 2 stalled, 3 frozen, 4 lost, 5 reconnecting, 6 ended");
        foreach (StreamSummary s in summary.Streams) Line(text, "coca_stream_state", $"stream=\"{Escaped(s.Stream)}\"", (int)s.State);
        Head(text, "coca_stream_losses_total", "counter", "How often a source was lost");
        foreach (StreamSummary s in summary.Streams) Line(text, "coca_stream_losses_total", $"stream=\"{Escaped(s.Stream)}\"", s.Losses);
        Head(text, "coca_stage_duration_seconds", "summary", "Time spent in a stage; age is from a frame's arrival to its result");
        foreach (StageSummary s in summary.Stages)
        {
            string stage = $"stage=\"{s.Stage.ToString().ToLowerInvariant()}\"";
            foreach ((string quantile, TimeSpan value) in ((string, TimeSpan)[])[("0.5", s.P50), ("0.95", s.P95), ("0.99", s.P99)]) Line(text, "coca_stage_duration_seconds", $"{stage},quantile=\"{quantile}\"", value.TotalSeconds);
            Line(text, "coca_stage_duration_seconds_sum", stage, s.Total.TotalSeconds);
            Line(text, "coca_stage_duration_seconds_count", stage, s.Count);
        }
        Head(text, "coca_busy_ratio", "gauge", "The part of the run in which the engine's thread worked");
        Line(text, "coca_busy_ratio", "", summary.Busy);
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escaped(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
