using SixLabors.Fonts.Layout;

namespace SixLabors.Fonts;

public class TextRenderer
{
    private readonly IGlyphRenderer _renderer;

    public TextRenderer(IGlyphRenderer renderer) => _renderer = renderer;

    public static void RenderTextTo(IGlyphRenderer renderer, ReadOnlySpan<char> text, TextOptions options) => new TextRenderer(renderer).RenderText(text, options);

    public static void RenderTextTo(IGlyphRenderer renderer, string text, TextOptions options) => RenderTextTo(renderer, text.AsSpan(), options);

    public void RenderText(string text, TextOptions options) => RenderText(text.AsSpan(), options);

    public void RenderText(ReadOnlySpan<char> text, TextOptions options)
    {
        TextLayout layout = TextLayout.Of(text, options);
        _renderer.BeginText(layout.Advance);
        foreach (PlacedGlyph glyph in layout.Glyphs)
        {
            FontRectangle box = new(glyph.X, glyph.Top, glyph.Advance, glyph.Height);
            if (_renderer.BeginGlyph(box, new(glyph.Face.FamilyName, glyph.Face.Style, options.Font.Size, options.Dpi, glyph.Id)))
                glyph.Face.Outline(glyph.Id).Draw(_renderer, glyph.X, glyph.Baseline, glyph.Scale);
            _renderer.EndGlyph();
        }
        _renderer.EndText();
    }
}
