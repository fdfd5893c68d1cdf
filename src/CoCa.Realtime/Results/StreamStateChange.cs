namespace CoCa.Realtime.Results;

/// <summary>A source became another than it was.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="State">How it is now.</param>
/// <param name="Time">The time stamp of the last frame before.</param>
/// <param name="Reason">Why, without credentials; null where the state says it.</param>
public sealed record StreamStateChange(string Stream, StreamState State, TimeSpan Time, string? Reason);
