using System.Numerics;

namespace SixLabors.Fonts;

public class TextOptions
{
    public TextOptions(Font font) => Font = font;

    public Font Font { get; set; }

    public IReadOnlyList<FontFamily> FallbackFontFamilies { get; set; } = [];

    public float Dpi { get; set; } = 72;

    public float LineSpacing { get; set; } = 1;

    public Vector2 Origin { get; set; }

    /// <summary>The width at which lines break, in pixels; -1: never.</summary>
    public float WrappingLength { get; set; } = -1;

    public TextAlignment TextAlignment { get; set; }

    public HorizontalAlignment HorizontalAlignment { get; set; }

    public KerningMode KerningMode { get; set; }
}
