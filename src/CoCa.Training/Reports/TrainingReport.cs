namespace CoCa.Training.Reports;

/// <summary>What a report shows, in this order; what is empty is left out.</summary>
public sealed record TrainingReport
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>Names and values as they are shown: model, data, hours.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>Names and values of scores.</summary>
    public IReadOnlyList<(string Name, double Value)> Scores { get; init; } = [];

    /// <summary>Charts, one each.</summary>
    public IReadOnlyList<ReportCurve> Curves { get; init; } = [];

    /// <summary>Pictures with captions.</summary>
    public IReadOnlyList<ReportSample> Samples { get; init; } = [];
}
