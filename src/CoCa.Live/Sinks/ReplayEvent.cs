using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>One thing that a recorded run told: a frame, a change, or a stream's end.</summary>
public sealed record ReplayEvent
{
    /// <summary>The stream's name.</summary>
    public required string Stream { get; init; }

    /// <summary>A frame that was shown.</summary>
    public FrameResult? Frame { get; init; }

    /// <summary>A source's change.</summary>
    public StreamStateChange? Change { get; init; }

    /// <summary>The count at the stream's end.</summary>
    public StreamCount? Count { get; init; }
}
