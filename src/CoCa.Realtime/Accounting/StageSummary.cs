namespace CoCa.Realtime.Accounting;

/// <summary>How long a stage took.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Count">How often it ran.</param>
/// <param name="Total">All of it.</param>
/// <param name="P50">What half of the runs do not exceed.</param>
/// <param name="P95">What 95 % do not exceed.</param>
/// <param name="P99">What 99 % do not exceed.</param>
/// <param name="Longest">The longest.</param>
public readonly record struct StageSummary(Stage Stage, long Count, TimeSpan Total, TimeSpan P50, TimeSpan P95, TimeSpan P99, TimeSpan Longest);
