using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

[StructLayout(LayoutKind.Sequential)]
public struct Bgra32(byte r, byte g, byte b, byte a) : IPixel<Bgra32>, IEquatable<Bgra32>
{
    public byte B = b;

    public byte G = g;

    public byte R = r;

    public byte A = a;

    public Bgra32(byte r, byte g, byte b) : this(r, g, b, 255)
    {
    }

    public static bool operator ==(Bgra32 left, Bgra32 right) => left.Equals(right);

    public static bool operator !=(Bgra32 left, Bgra32 right) => !left.Equals(right);

    public readonly bool Equals(Bgra32 other) => (B, G, R, A) == (other.B, other.G, other.R, other.A);

    public override readonly bool Equals(object? obj) => obj is Bgra32 other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(B, G, R, A);

    public override readonly string ToString() => $"Bgra32({R}, {G}, {B}, {A})";
}
