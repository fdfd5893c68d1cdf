namespace CoCa.Drawing.Themes;

/// <summary>Where a panel stands.</summary>
public enum Corner
{
    /// <summary>Above, at the left.</summary>
    TopLeft,

    /// <summary>Above, at the right.</summary>
    TopRight,

    /// <summary>Below, at the left.</summary>
    BottomLeft,

    /// <summary>Below, at the right.</summary>
    BottomRight,
}
