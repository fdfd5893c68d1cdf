namespace CoCa.Live.Sinks;

/// <summary>What lines of <see cref="JsonLinesSink"/> hold.</summary>
public sealed record JsonLinesOptions
{
    /// <summary>How many labels a frame's line holds at most, the most probable first.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Whether frame and summary lines name their stream: for files that several streams share.</summary>
    public bool NamesStreams { get; init; }

    /// <summary>Throws what is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void Validate() => ArgumentOutOfRangeException.ThrowIfNegative(Top);
}
