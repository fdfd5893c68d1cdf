using System.Numerics;

namespace SixLabors.Fonts;

public readonly struct FontRectangle : IEquatable<FontRectangle>
{
    public FontRectangle(float x, float y, float width, float height) => (X, Y, Width, Height) = (x, y, width, height);

    public float X { get; }

    public float Y { get; }

    public float Width { get; }

    public float Height { get; }

    public float Left => X;

    public float Top => Y;

    public float Right => X + Width;

    public float Bottom => Y + Height;

    public Vector2 Location => new(X, Y);

    public Vector2 Size => new(Width, Height);

    public static bool operator ==(in FontRectangle left, in FontRectangle right) => left.Equals(right);

    public static bool operator !=(in FontRectangle left, in FontRectangle right) => !left.Equals(right);

    public bool Equals(FontRectangle other) => (X, Y, Width, Height) == (other.X, other.Y, other.Width, other.Height);

    public override bool Equals(object? obj) => obj is FontRectangle other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(X, Y, Width, Height);
}
