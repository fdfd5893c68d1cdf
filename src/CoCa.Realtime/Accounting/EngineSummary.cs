namespace CoCa.Realtime.Accounting;

/// <summary>What an engine has done so far.</summary>
public sealed record EngineSummary
{
    /// <summary>Since the first frame.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Every stage that ran, in the order of <see cref="Stage"/>.</summary>
    public required IReadOnlyList<StageSummary> Stages { get; init; }

    /// <summary>Every stream, those that have ended first.</summary>
    public required IReadOnlyList<StreamSummary> Streams { get; init; }

    /// <summary>The part of <see cref="Elapsed"/> in which the engine's thread worked, 0 to 1.</summary>
    public required double Busy { get; init; }

    /// <summary>What to make faster first: the stage that the engine's thread spends most of its time in, or <see cref="Stage.Read"/> if it mostly waits for frames.</summary>
    public required Stage Limit { get; init; }

    /// <summary>Tokens a second while captions are written; 0 before the first.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Sinks that failed: their names and what they said.</summary>
    public required IReadOnlyList<string> FailedSinks { get; init; }
}
