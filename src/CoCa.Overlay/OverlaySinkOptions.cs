namespace CoCa.Overlay;

/// <summary>What an <see cref="OverlaySink"/> takes and says.</summary>
public sealed record OverlaySinkOptions
{
    /// <summary>The device that computes, as the overlay names it; null: it does not.</summary>
    public string? Device { get; init; }

    /// <summary>Whether the model sees the middle of a frame, or all of it squashed: where a heat map lies.</summary>
    public bool SeesMiddle { get; init; } = true;

    /// <summary>Whether the pictures that are shown are those of the results; else somebody calls <see cref="OverlaySink.ShowPicture"/>.</summary>
    public bool PicturesFromResults { get; init; } = true;
}
