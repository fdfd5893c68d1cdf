namespace CoCa.Realtime.Results;

/// <summary>How far a caption is.</summary>
public enum CaptionState
{
    /// <summary>In the making: words are still coming.</summary>
    Partial,

    /// <summary>Finished, and the video still shows what it describes.</summary>
    Final,

    /// <summary>Finished, but the video has gone on since.</summary>
    Stale,
}
