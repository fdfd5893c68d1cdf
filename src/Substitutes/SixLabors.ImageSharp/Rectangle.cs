namespace SixLabors.ImageSharp;

public struct Rectangle(int x, int y, int width, int height) : IEquatable<Rectangle>
{
    public int X { get; set; } = x;

    public int Y { get; set; } = y;

    public int Width { get; set; } = width;

    public int Height { get; set; } = height;

    public readonly int Left => X;

    public readonly int Top => Y;

    public readonly int Right => X + Width;

    public readonly int Bottom => Y + Height;

    public static bool operator ==(Rectangle left, Rectangle right) => left.Equals(right);

    public static bool operator !=(Rectangle left, Rectangle right) => !left.Equals(right);

    public readonly bool Equals(Rectangle other) => (X, Y, Width, Height) == (other.X, other.Y, other.Width, other.Height);

    public override readonly bool Equals(object? obj) => obj is Rectangle other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(X, Y, Width, Height);

    public override readonly string ToString() => $"Rectangle [ X={X}, Y={Y}, Width={Width}, Height={Height} ]";
}
