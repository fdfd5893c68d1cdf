namespace CoCa.Live.Sinks;

/// <summary>
/// Counts a source's time stamps from its first frame on, as a file must that begins with it. The result never goes back: a source whose clock jumps (a looping server,
/// a camera that was restarted) goes on where it was.
/// </summary>
internal sealed class MediaClock
{
    /// <summary>A longer way forward from one frame to the next is a jump of the clock, not a pause.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    private TimeSpan _zero, _last;
    private bool _started;

    /// <summary>The latest frame's time.</summary>
    public TimeSpan Now => _started ? _last - _zero : TimeSpan.Zero;

    /// <summary>Goes on to a frame; its time since the first one.</summary>
    public TimeSpan Advance(TimeSpan stamp)
    {
        if (!_started) (_zero, _last, _started) = (stamp, stamp, true);
        // The frames on both sides of a jump get one time: what lay between them is not known.
        else if (stamp < _last || stamp - _last > s_longestPause) (_zero, _last) = (stamp - Now, stamp);
        else _last = stamp;
        return Now;
    }

    /// <summary>A time stamp near the latest frame's: not before the first frame, not after the latest.</summary>
    public TimeSpan Of(TimeSpan stamp) => stamp < _zero ? TimeSpan.Zero : stamp > _last ? Now : stamp - _zero;
}
