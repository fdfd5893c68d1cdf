namespace SixLabors.Fonts;

public readonly struct GlyphRendererParameters : IEquatable<GlyphRendererParameters>
{
    internal GlyphRendererParameters(string font, FontStyle style, float size, float dpi, ushort glyphId)
    {
        (Font, FontStyle, PointSize, Dpi, GlyphId) = (font, style, size, dpi, glyphId);
    }

    public string Font { get; }

    public FontStyle FontStyle { get; }

    public float PointSize { get; }

    public float Dpi { get; }

    public ushort GlyphId { get; }

    public static bool operator ==(GlyphRendererParameters left, GlyphRendererParameters right) => left.Equals(right);

    public static bool operator !=(GlyphRendererParameters left, GlyphRendererParameters right) => !left.Equals(right);

    public bool Equals(GlyphRendererParameters other) =>
        (Font, FontStyle, PointSize, Dpi, GlyphId) == (other.Font, other.FontStyle, other.PointSize, other.Dpi, other.GlyphId);

    public override bool Equals(object? obj) => obj is GlyphRendererParameters other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Font, FontStyle, PointSize, Dpi, GlyphId);
}
