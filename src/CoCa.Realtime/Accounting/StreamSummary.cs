using CoCa.Realtime.Results;

namespace CoCa.Realtime.Accounting;

/// <summary>How a stream did.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Count">The count of its frames.</param>
/// <param name="State">How its source is.</param>
/// <param name="Losses">How often the source was lost.</param>
public readonly record struct StreamSummary(string Stream, StreamCount Count, StreamState State, int Losses);
