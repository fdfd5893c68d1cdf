namespace CoCa.Realtime.Results;

/// <summary>A caption of a stretch of video.</summary>
/// <param name="Text">Its words so far.</param>
/// <param name="State">How far it is.</param>
/// <param name="From">The time stamp of the first frame that it was read from, in the source's own time.</param>
/// <param name="To">The time stamp of the last such frame.</param>
public sealed record LiveCaption(string Text, CaptionState State, TimeSpan From, TimeSpan To);
