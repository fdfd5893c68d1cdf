namespace CoCa.Live.Sinks;

/// <summary>
/// Makes cues out of the captions of frames: equal ones are one cue, each stands for at least <see cref="Shortest"/>, none overlap, and each begins and is seen within the time
/// that its caption describes. A caption that comes while the one before must still stand waits; if the next one comes before it could begin, it is left out.
/// </summary>
internal sealed class CueTrack
{
    /// <summary>Less than this cannot be read.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The same words after a shorter gap did not leave the screen in between.</summary>
    private static readonly TimeSpan s_gap = TimeSpan.FromSeconds(1);

    /// <summary>A shorter gap between two cues would only flicker: the first one stands until the second.</summary>
    private static readonly TimeSpan s_flicker = TimeSpan.FromMilliseconds(250);

    /// <summary>The cue that may still grow.</summary>
    public Cue? Open { get; private set; }

    /// <summary>What a frame shows. Gives the cue that is complete by that, if any.</summary>
    /// <param name="text">A finished caption.</param>
    /// <param name="from">Where what it describes begins.</param>
    /// <param name="to">Until when it stands, the frame's own time included.</param>
    public Cue? Show(string text, TimeSpan from, TimeSpan to)
    {
        (from, to) = (WholeMilliseconds(from), WholeMilliseconds(to));
        if (to < from) to = from;
        if (Open is not { } open)
        {
            Open = new(text, from, Later(to, from + Shortest));
            return null;
        }
        if (text == open.Text && from <= open.End + s_gap)
        {
            Open = open with { End = Later(open.End, to) };
            return null;
        }
        TimeSpan start = Later(from, open.Start + Shortest);
        if (start > to) return null;
        Open = new(text, start, Later(to, start + Shortest));
        return open.End > start - s_flicker ? open with { End = start } : open;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan WholeMilliseconds(TimeSpan time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond);
}
