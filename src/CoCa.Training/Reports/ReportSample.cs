namespace CoCa.Training.Reports;

/// <summary>A picture of a report with what is said of it.</summary>
/// <param name="Picture">The encoded file: JPEG, PNG or WebP.</param>
/// <param name="Caption">The model's caption.</param>
/// <param name="References">What people said; may be empty.</param>
public sealed record ReportSample(byte[] Picture, string Caption, IReadOnlyList<string> References);
