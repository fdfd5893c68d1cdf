using System.Globalization;
using CoCa.Cli.Output;
using CoCa.Realtime.Accounting;

namespace CoCa.Cli.Watching;

/// <summary>Where a live run's time went, for a person.</summary>
internal static class StageTable
{
    /// <summary>A line a stage, and one that says what to make faster first. Nothing if no frame came.</summary>
    public static void Write(Terminal terminal, EngineSummary summary)
    {
        if (summary.Stages.Count == 0) return;
        terminal.Note("stage          runs   p50 ms   p95 ms   p99 ms   max ms  share");
        foreach (StageSummary s in summary.Stages)
        {
            bool isWork = s.Stage is not (Stage.Read or Stage.Wait or Stage.Age);
            terminal.Note(string.Create(CultureInfo.InvariantCulture,
                $"{Name(s.Stage),-11} {s.Count,7} {s.P50.TotalMilliseconds,8:0.00} {s.P95.TotalMilliseconds,8:0.00} {s.P99.TotalMilliseconds,8:0.00} {s.Longest.TotalMilliseconds,8:0.00}  {(isWork && summary.Elapsed > TimeSpan.Zero ? (s.Total / summary.Elapsed).ToString("0.0 %", CultureInfo.InvariantCulture) : "")}").TrimEnd());
        }
        string tokens = summary.TokensPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {summary.TokensPerSecond:0} tokens/s") : "";
        terminal.Note(string.Create(CultureInfo.InvariantCulture,
            $"busy {summary.Busy:0 %} of {summary.Elapsed.TotalSeconds:0.0} s{tokens}; the limit is {(summary.Limit == Stage.Read ? "the source: its frames came no faster" : Name(summary.Limit))}"));
    }

    private static string Name(Stage stage) => stage == Stage.FirstToken ? "first token" : stage.ToString().ToLowerInvariant();
}
