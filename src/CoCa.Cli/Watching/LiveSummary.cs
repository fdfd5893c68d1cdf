namespace CoCa.Cli.Watching;

/// <summary>The count of all frames.</summary>
/// <param name="In">Came out of the source.</param>
/// <param name="Shown">Were encoded and shown.</param>
/// <param name="Dropped">Gave way to newer ones, or were still waiting at the end.</param>
/// <param name="Failed">Could not be encoded.</param>
internal readonly record struct LiveSummary(long In, long Shown, long Dropped, long Failed);
