namespace CoCa.Drawing.Overlays;

/// <summary>What an overlay shows.</summary>
[Flags]
public enum OverlayParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The caption.</summary>
    Caption = 1,

    /// <summary>The labels with their bars.</summary>
    Labels = 2,

    /// <summary>How much each frame of the window counts.</summary>
    Timeline = 4,

    /// <summary>Where in the picture the model looked.</summary>
    HeatMap = 8,

    /// <summary>Frames a second, age, dropped frames, device.</summary>
    Hud = 16,

    /// <summary>A badge while the source is not well.</summary>
    Badge = 32,

    /// <summary>All but the heat map, which hides the picture.</summary>
    Standard = Caption | Labels | Timeline | Hud | Badge,
}
