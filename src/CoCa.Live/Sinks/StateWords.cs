using CoCa.Realtime.Results;

namespace CoCa.Live.Sinks;

/// <summary>A stream's state as files and pages spell it.</summary>
internal static class StateWords
{
    public static string Of(StreamState state) => state switch
    {
        StreamState.Opening => "opening",
        StreamState.Running => "running",
        StreamState.Stalled => "stalled",
        StreamState.Frozen => "frozen",
        StreamState.Lost => "lost",
        StreamState.Reconnecting => "reconnecting",
        StreamState.DeviceLost => "device lost",
        _ => "ended",
    };
}
