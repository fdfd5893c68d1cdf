namespace CoCa.Realtime.Frames;

/// <summary>What happens to frames that come faster than they can be worked on.</summary>
public enum BackPressure
{
    /// <summary>One frame waits; a newer one takes its place and the older is dropped and counted, before any of its pixels was read. For what goes on whether it is read or not.</summary>
    NewestWins,

    /// <summary>Every frame waits its turn and the source waits with it. For files.</summary>
    Lossless,
}
