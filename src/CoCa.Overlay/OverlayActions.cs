using CoCa.Drawing.Overlays;

namespace CoCa.Overlay;

/// <summary>
/// What the window's keys ask of the program around it; what is null the window does not offer. Called on the window's thread, so what takes long is given to another and what it says comes later by
/// <see cref="OverlayWindow.Say"/>.
/// </summary>
public sealed record OverlayActions
{
    /// <summary>Other labels for the stream that is shown; none for an empty list.</summary>
    public Action<IReadOnlyList<string>>? SetLabels { get; init; }

    /// <summary>Starts recording what is shown, with the parts that are shown, or ends it. Gives whether it records now.</summary>
    public Func<OverlayParts, bool>? Record { get; init; }

    /// <summary>A file that was dropped on the window.</summary>
    public Action<string>? Open { get; init; }

    /// <summary>Pauses, or goes on.</summary>
    public Action<bool>? Pause { get; init; }
}
