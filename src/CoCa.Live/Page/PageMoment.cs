namespace CoCa.Live.Page;

/// <summary>A moment that a search found.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Time">The frame's time stamp.</param>
/// <param name="Similarity">How well it fits, at most 1.</param>
/// <param name="Caption">What was said of it; null if nothing.</param>
public readonly record struct PageMoment(string Stream, TimeSpan Time, float Similarity, string? Caption);
