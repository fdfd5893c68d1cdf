using System.Globalization;
using SixLabors.Fonts.Native;

namespace SixLabors.Fonts;

public readonly struct FontFamily : IEquatable<FontFamily>
{
    internal FontFamily(string name, CultureInfo culture, List<FontFace> faces) => (Name, Culture, Faces) = (name, culture, faces);

    public string Name { get; }

    public CultureInfo Culture { get; }

    internal List<FontFace> Faces { get; }

    public static bool operator ==(FontFamily left, FontFamily right) => left.Equals(right);

    public static bool operator !=(FontFamily left, FontFamily right) => !left.Equals(right);

    public Font CreateFont(float size) => new(this, size);

    public Font CreateFont(float size, FontStyle style) => new(this, size, style);

    public bool Equals(FontFamily other) => ReferenceEquals(Faces, other.Faces);

    public override bool Equals(object? obj) => obj is FontFamily other && Equals(other);

    public override int GetHashCode() => Faces?.GetHashCode() ?? 0;

    public override string ToString() => Name;

    /// <summary>The face of a style; one that the family lacks is the nearest that it has.</summary>
    internal FontFace Face(FontStyle style) => Faces.Find(f => f.Style == style) ?? Faces.Find(f => (f.Style & FontStyle.Bold) == (style & FontStyle.Bold)) ?? Faces[0];
}
