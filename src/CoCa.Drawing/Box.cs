namespace CoCa.Drawing;

/// <summary>An upright rectangle in pixels; x goes right, y goes down.</summary>
/// <param name="X">Its left edge.</param>
/// <param name="Y">Its upper edge.</param>
/// <param name="Width">Never negative.</param>
/// <param name="Height">Never negative.</param>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    /// <summary>The right edge.</summary>
    public float Right => X + Width;

    /// <summary>The lower edge.</summary>
    public float Bottom => Y + Height;

    /// <summary>The box made larger by <paramref name="dx"/> at the left and right and <paramref name="dy"/> above and below.</summary>
    public Box Grow(float dx, float dy) => new(X - dx, Y - dy, Width + 2 * dx, Height + 2 * dy);
}
