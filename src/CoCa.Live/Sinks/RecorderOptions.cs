using CoCa.Drawing.Themes;

namespace CoCa.Live.Sinks;

/// <summary>How a recording is made.</summary>
public sealed record RecorderOptions
{
    /// <summary>The overlay's look.</summary>
    public Theme Theme { get; init; } = Theme.Standard;

    /// <summary>The stream that is recorded; null: the first that shows a frame.</summary>
    public string? Stream { get; init; }

    /// <summary>Whether a frame that comes while four others wait for the encoder is left out (a live source must not wait), or waits (a file loses nothing).</summary>
    public bool LeavesOutWhenSlow { get; init; }

    /// <summary>The device that the overlay names; null: none.</summary>
    public string? Device { get; init; }

    /// <summary>Whether the model sees the middle of a frame, or all of it squashed: where a heat map lies.</summary>
    public bool SeesMiddle { get; init; } = true;

    /// <summary>How well the video is kept: x264's constant rate factor, 0 (all) to 51.</summary>
    public int Quality { get; init; } = 21;

    /// <summary>Throws what is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void Validate()
    {
        if (Quality is < 0 or > 51) throw new ArgumentOutOfRangeException(nameof(Quality), Quality, "expected 0 to 51");
        Theme.Validate();
    }
}
