namespace CoCa.Cli.Diagnosis;

/// <summary>Something that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Ok">Is it as it should be?</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">The command that mends it; null if nothing is to be mended.</param>
internal sealed record Finding(string Name, bool Ok, string Detail, string? Remedy = null);
