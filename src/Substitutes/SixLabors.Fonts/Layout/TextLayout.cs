using System.Text;
using SixLabors.Fonts.Native;

namespace SixLabors.Fonts.Layout;

/// <summary>Text as lines of glyphs: split into runs by the face that has each character, shaped by HarfBuzz, broken at blanks and between ideographs, aligned.</summary>
internal sealed class TextLayout
{
    private readonly List<PlacedGlyph> _glyphs = [];

    public IReadOnlyList<PlacedGlyph> Glyphs => _glyphs;

    public int Lines { get; private set; }

    /// <summary>What the lines take up by their advances and heights.</summary>
    public FontRectangle Advance { get; private set; }

    public static TextLayout Of(ReadOnlySpan<char> text, TextOptions options)
    {
        TextLayout layout = new();
        if (text.Length > 0) layout.Place(text, options);
        return layout;
    }

    private void Place(ReadOnlySpan<char> text, TextOptions options)
    {
        float size = options.Font.Size * options.Dpi / 72;
        FontFace face = options.Font.Face;
        float scale = size / face.UnitsPerEm, height = face.LineHeight * scale * options.LineSpacing, ascent = face.Ascender * scale;
        ascent += (height - face.LineHeight * scale) / 2;
        List<ShapedGlyph> shaped = Shape(text, options, size);
        List<Range> lines = Break(text, shaped, options.WrappingLength);
        float widest = lines.Max(l => Width(shaped, l)), box = options.WrappingLength > 0 ? options.WrappingLength : widest;
        float left = options.Origin.X - options.HorizontalAlignment switch
        {
            HorizontalAlignment.Center => box / 2,
            HorizontalAlignment.Right => box,
            _ => 0,
        };
        float y = options.Origin.Y, leftmost = float.MaxValue;
        foreach (Range line in lines)
        {
            float width = Width(shaped, line), x = left + (options.TextAlignment switch
            {
                TextAlignment.Center => (box - width) / 2,
                TextAlignment.End => box - width,
                _ => 0,
            });
            leftmost = Math.Min(leftmost, x);
            foreach (ShapedGlyph g in shaped[line])
            {
                _glyphs.Add(new(g.Face, g.Id, x + g.OffsetX, y + ascent - g.OffsetY, y, g.Advance, height, g.Scale));
                x += g.Advance;
            }
            y += height;
        }
        Lines = lines.Count;
        Advance = new(leftmost, options.Origin.Y, widest, lines.Count * height);
    }

    private static List<ShapedGlyph> Shape(ReadOnlySpan<char> text, TextOptions options, float size)
    {
        List<ShapedGlyph> glyphs = [];
        int start = 0;
        FontFace? current = null;
        for (int at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length);
            FontFace face = FaceOf(rune, current, options);
            if (current is not null && face != current)
            {
                current.Shape(text, start, at - start, options.KerningMode != KerningMode.None, size / current.UnitsPerEm, glyphs);
                start = at;
            }
            current = face;
            at += length;
        }
        current!.Shape(text, start, text.Length - start, options.KerningMode != KerningMode.None, size / current.UnitsPerEm, glyphs);
        return glyphs;
    }

    private static FontFace FaceOf(Rune rune, FontFace? current, TextOptions options)
    {
        FontFace first = options.Font.Face;
        // Blanks and marks stay with what they follow.
        if (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.Format) return current ?? first;
        if (first.Has(rune)) return first;
        foreach (FontFamily family in options.FallbackFontFamilies)
            if (family.Face(options.Font.RequestedStyle) is { } face && face.Has(rune)) return face;
        return first;
    }

    private static List<Range> Break(ReadOnlySpan<char> text, List<ShapedGlyph> glyphs, float limit)
    {
        List<Range> lines = [];
        int start = 0, chance = -1;
        float width = 0, widthAtChance = 0;
        for (int i = 0; i < glyphs.Count; i++)
        {
            char c = text[glyphs[i].Cluster];
            if (c == '\n')
            {
                lines.Add(Trim(text, glyphs, start, i));
                (start, chance, width) = (i + 1, -1, 0);
                continue;
            }
            bool isBlank = char.IsWhiteSpace(c) && c != '\u00A0';
            if (i > start && (isBlank || IsIdeograph(c) || IsIdeograph(text[glyphs[i - 1].Cluster]))) (chance, widthAtChance) = (i, width);
            width += glyphs[i].Advance;
            if (limit <= 0 || width <= limit || isBlank || chance <= start) continue;
            lines.Add(Trim(text, glyphs, start, chance));
            (start, width) = (chance, width - widthAtChance);
            while (start <= i && char.IsWhiteSpace(text[glyphs[start].Cluster])) width -= glyphs[start++].Advance;
            chance = -1;
        }
        if (start < glyphs.Count || lines.Count == 0) lines.Add(Trim(text, glyphs, start, glyphs.Count));
        return lines;
    }

    /// <summary>Blanks at a line's end take no place.</summary>
    private static Range Trim(ReadOnlySpan<char> text, List<ShapedGlyph> glyphs, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[glyphs[end - 1].Cluster])) end--;
        return start..end;
    }

    private static bool IsIdeograph(char c) => c is >= '\u2E80' and <= '\uA4CF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFF60';

    private static float Width(List<ShapedGlyph> glyphs, Range line)
    {
        float width = 0;
        foreach (ShapedGlyph g in glyphs[line]) width += g.Advance;
        return width;
    }
}
