namespace CoCa.Realtime.Results;

/// <summary>The count of all frames of a stream: <c>In = Shown + Dropped + Failed</c> once it has ended.</summary>
/// <param name="In">Came out of the source.</param>
/// <param name="Shown">Were encoded and given to the sinks.</param>
/// <param name="Dropped">Gave way to newer ones, or were still waiting at the end.</param>
/// <param name="Failed">Could not be encoded.</param>
public readonly record struct StreamCount(long In, long Shown, long Dropped, long Failed);
