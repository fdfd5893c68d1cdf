using CoCa.Drawing.Text;
using CoCa.Drawing.Themes;

namespace CoCa.Overlay;

/// <summary>How a window is.</summary>
public sealed record OverlayWindowOptions
{
    /// <summary>Its title.</summary>
    public string Title { get; init; } = "CoCa.Realtime";

    /// <summary>Its width at first, in the screen's units.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Its height at first.</summary>
    public int Height { get; init; } = 720;

    /// <summary>The overlay's look.</summary>
    public Theme Theme { get; init; } = Theme.Standard;

    /// <summary>The labels that the editor begins with.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Where screenshots go.</summary>
    public string ScreenshotFolder { get; init; } = ".";

    /// <summary>How often it is drawn a second at most.</summary>
    public double FramesPerSecond { get; init; } = 60;

    /// <summary>The faces; the system's if null.</summary>
    public FontSet? Fonts { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Throws what is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void Validate()
    {
        if (Width is < 64 or > 16384) throw new ArgumentOutOfRangeException(nameof(Width), Width, "expected 64 to 16384");
        if (Height is < 48 or > 16384) throw new ArgumentOutOfRangeException(nameof(Height), Height, "expected 48 to 16384");
        if (!(FramesPerSecond is >= 1 and <= 1000)) throw new ArgumentOutOfRangeException(nameof(FramesPerSecond), FramesPerSecond, "expected 1 to 1000");
        Theme.Validate();
    }
}
