namespace CoCa.Realtime.Results;

/// <summary>What a frame's window says of one label.</summary>
/// <param name="Name">The label.</param>
/// <param name="Probability">0 to 1, smoothed over time.</param>
/// <param name="IsOn">Whether it counts as seen: switched on and off at two thresholds, so that it does not flicker.</param>
public readonly record struct LabelScore(string Name, float Probability, bool IsOn);
