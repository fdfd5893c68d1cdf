namespace CoCa.Drawing.Overlays;

/// <summary>How a badge looks.</summary>
public enum BadgeKind
{
    /// <summary>Something waits: the picture is old.</summary>
    Warning,

    /// <summary>Something is broken off.</summary>
    Error,
}
