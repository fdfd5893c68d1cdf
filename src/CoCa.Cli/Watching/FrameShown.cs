namespace CoCa.Cli.Watching;

/// <summary>A frame and what was known when it was shown.</summary>
/// <param name="Id">Counts the source's frames from 0.</param>
/// <param name="Time">The source's own time stamp.</param>
/// <param name="Age">From the frame's arrival in this process until now.</param>
/// <param name="Labels">The most probable labels, best first.</param>
/// <param name="Caption">The caption so far.</param>
/// <param name="CaptionState">partial, final or stale.</param>
internal readonly record struct FrameShown(long Id, TimeSpan Time, TimeSpan Age, IReadOnlyList<(string Name, float P)> Labels, string Caption, string CaptionState);
