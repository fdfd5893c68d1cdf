using CoCa.Core;

namespace CoCa.Realtime.Pooling;

/// <summary>How far back a window reaches, and what is asked of it.</summary>
public sealed record WindowOptions
{
    /// <summary>The most frames that are kept; the memory for them is taken at once.</summary>
    public int MaxFrames { get; init; } = 16;

    /// <summary>Frames further than this behind the newest one leave; null keeps them until there are too many.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether the window is captioned. Without, the generative partials, most of a frame's memory, are not kept (unless <c>cascade</c> needs them for the embedding).</summary>
    public bool Captions { get; init; } = true;

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        if (MaxFrames is < 1 or > 65536) throw new InvalidInputException($"{nameof(MaxFrames)} is {MaxFrames}, must be 1 to 65536");
        if (MaxAge is { } age && age <= TimeSpan.Zero) throw new InvalidInputException($"{nameof(MaxAge)} is {age}, must be above 0");
    }
}
