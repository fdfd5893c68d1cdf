namespace CoCa.Live.Sinks;

/// <summary>A text and when it stands on the screen, in whole milliseconds.</summary>
internal readonly record struct Cue(string Text, TimeSpan Start, TimeSpan End);
