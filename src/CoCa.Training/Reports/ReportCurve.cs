namespace CoCa.Training.Reports;

/// <summary>A line of a report's charts.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Points">Steps and values; values that are no numbers are left out.</param>
public sealed record ReportCurve(string Name, IReadOnlyList<(double Step, double Value)> Points);
