using SixLabors.Fonts.Native;

namespace SixLabors.Fonts;

public sealed class Font
{
    public Font(FontFamily family, float size) : this(family, size, FontStyle.Regular)
    {
    }

    public Font(FontFamily family, float size, FontStyle style)
    {
        if (family == default) throw new ArgumentException("the font family is not initialised", nameof(family));
        (Family, Size, RequestedStyle, Face) = (family, size, style, family.Face(style));
    }

    public FontFamily Family { get; }

    public string Name => Family.Name;

    public float Size { get; }

    public bool IsBold => (Face.Style & FontStyle.Bold) != 0;

    public bool IsItalic => (Face.Style & FontStyle.Italic) != 0;

    internal FontStyle RequestedStyle { get; }

    internal FontFace Face { get; }
}
