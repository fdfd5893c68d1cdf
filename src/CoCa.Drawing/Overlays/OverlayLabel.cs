namespace CoCa.Drawing.Overlays;

/// <summary>A label as the overlay shows it.</summary>
/// <param name="Name">The label.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="IsOn">Whether it counts as seen.</param>
public readonly record struct OverlayLabel(string Name, float Probability, bool IsOn);
