namespace CoCa.Realtime.Results;

/// <summary>How a source is.</summary>
public enum StreamState
{
    /// <summary>No frame yet.</summary>
    Opening,

    /// <summary>Frames come.</summary>
    Running,

    /// <summary>No frame for longer than the stall limit; the connection still stands.</summary>
    Stalled,

    /// <summary>Frames come, but they are the same picture for longer than the freeze limit.</summary>
    Frozen,

    /// <summary>The source broke off or ended against expectation.</summary>
    Lost,

    /// <summary>It is being opened again.</summary>
    Reconnecting,

    /// <summary>No more frames will come.</summary>
    Ended,

    /// <summary>The device that runs the model was lost and is being opened again.</summary>
    DeviceLost,
}
