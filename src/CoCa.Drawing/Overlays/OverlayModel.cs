namespace CoCa.Drawing.Overlays;

/// <summary>What an overlay is to show of a moment. Filled anew for each frame; the painter keeps nothing of it.</summary>
public sealed class OverlayModel
{
    /// <summary>A clock for what moves and fades: the frame's time stamp of a recording, the time of day of a window. It may begin anywhere.</summary>
    public TimeSpan Clock { get; set; }

    /// <summary>The caption; null or empty for none.</summary>
    public string? Caption { get; set; }

    /// <summary>Whether words of the caption are still coming.</summary>
    public bool IsCaptionPartial { get; set; }

    /// <summary>Whether the video has gone on since the caption was made.</summary>
    public bool IsCaptionStale { get; set; }

    /// <summary>The labels in their own order; the painter shows the most probable.</summary>
    public ReadOnlyMemory<OverlayLabel> Labels { get; set; }

    /// <summary>How much each frame of the window counts, oldest first.</summary>
    public ReadOnlyMemory<float> FrameWeights { get; set; }

    /// <summary>How much each part of the picture counts, [GridHeight, GridWidth].</summary>
    public ReadOnlyMemory<float> PatchWeights { get; set; }

    /// <summary>Columns of <see cref="PatchWeights"/>.</summary>
    public int GridWidth { get; set; }

    /// <summary>Rows of <see cref="PatchWeights"/>.</summary>
    public int GridHeight { get; set; }

    /// <summary>The part of the picture that the grid covers, each number a share of the picture's width or height: a model sees the middle square, say.</summary>
    public Box GridArea { get; set; } = new(0, 0, 1, 1);

    /// <summary>Frames shown a second; 0: not known.</summary>
    public double FramesPerSecond { get; set; }

    /// <summary>From a frame's arrival to its result: half of the last frames took no longer.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>99 of 100 of the last frames took no longer; zero: not known.</summary>
    public TimeSpan AgeP99 { get; set; }

    /// <summary>Frames dropped so far.</summary>
    public long Dropped { get; set; }

    /// <summary>The device that computes; null: not shown.</summary>
    public string? Device { get; set; }

    /// <summary>What the badge says; null: no badge.</summary>
    public string? Badge { get; set; }

    /// <summary>How the badge looks.</summary>
    public BadgeKind BadgeKind { get; set; }
}
