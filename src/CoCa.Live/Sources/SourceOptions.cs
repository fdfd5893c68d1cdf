namespace CoCa.Live.Sources;

/// <summary>How a source is opened.</summary>
public sealed record SourceOptions
{
    /// <summary>What to read.</summary>
    public required SourceAddress Address { get; init; }

    /// <summary>How long the first frame may take.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the source may be silent between two frames before it counts as lost.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Files: where to begin; the first frame at or after it comes first.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>Files and folders: at their own pace, as a camera would send them, instead of as fast as they can be read.</summary>
    public bool Realtime { get; init; }

    /// <summary>Frames a second of a screen or a folder of pictures; 0: 15 of a screen, 10 of a folder. Everything else has a rate of its own.</summary>
    public double Rate { get; init; }

    /// <summary>End after this many frames; 0: at the source's end.</summary>
    public int MaxFrames { get; init; }

    /// <summary>Throws if a property is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the property.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(OpenTimeout, TimeSpan.Zero, nameof(OpenTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero, nameof(StallTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(Start, TimeSpan.Zero, nameof(Start));
        if (!(Rate is >= 0 and <= 1000)) throw new ArgumentOutOfRangeException(nameof(Rate), Rate, "must be 0 to 1000");
        ArgumentOutOfRangeException.ThrowIfNegative(MaxFrames);
    }
}
