using System.Numerics;
using SixLabors.Fonts;

namespace Substitutes.Tests.Fonts;

/// <summary>Set in DejaVu Sans, whose metrics are known: 2048 units an em, ascender 1901, descender -483.</summary>
public sealed class TextTests
{
    private static Font Load(float size)
    {
        const string Path = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        Assert.SkipUnless(File.Exists(Path), "DejaVu Sans is not installed (apt-get install fonts-dejavu-core)");
        return new FontCollection().Add(Path).CreateFont(size);
    }

    [Fact]
    public void Advances_and_line_height_are_the_fonts_own()
    {
        FontRectangle one = TextMeasurer.MeasureAdvance("H", new(Load(2048)));
        Assert.Equal(1540, one.Width, 1); // advance width of H
        Assert.Equal(1901 + 483, one.Height, 1);
        Assert.Equal(2 * one.Height, TextMeasurer.MeasureAdvance("H\nH", new(Load(2048))).Height, 1);
    }

    [Fact]
    public void Pairs_are_kerned_unless_told_otherwise()
    {
        Font font = Load(100);
        float pair = Width("AV", KerningMode.Standard), apart = Width("AV", KerningMode.None);
        Assert.Equal(Width("A", KerningMode.None) + Width("V", KerningMode.None), apart, 2);
        Assert.InRange(pair, apart - 12, apart - 3);

        float Width(string text, KerningMode mode) => TextMeasurer.MeasureAdvance(text, new(font) { KerningMode = mode }).Width;
    }

    [Fact]
    public void Lines_break_at_blanks_and_stay_within_the_limit()
    {
        Font font = Load(20);
        const string Text = "a man walks with two dogs past a house by the sea";
        for (int limit = 80; limit < 500; limit += 7)
        {
            Outlines lines = new();
            TextOptions options = new(font) { WrappingLength = limit };
            TextRenderer.RenderTextTo(lines, Text, options);
            Assert.True(lines.Right <= limit, $"{lines.Right} at {limit}");
            Assert.Equal(Text.Count(c => c != ' '), lines.Glyphs);
            Assert.InRange(TextMeasurer.CountLines(Text, options), (int)(TextMeasurer.MeasureAdvance(Text, new(font)).Width / limit), 12);
        }
    }

    [Fact]
    public void A_letter_that_the_font_lacks_comes_from_the_next_one()
    {
        const string Mono = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";
        Assert.SkipUnless(File.Exists(Mono), "DejaVu Sans Mono is not installed");
        FontFamily mono = new FontCollection().Add(Mono);
        Font font = mono.CreateFont(20), sans = Load(20);
        const string Hebrew = "א"; // in DejaVu Sans, not in its monospaced sister
        Outlines without = new(), with = new();
        TextRenderer.RenderTextTo(without, Hebrew, new(font));
        TextRenderer.RenderTextTo(with, Hebrew, new(font) { FallbackFontFamilies = [sans.Family] });
        Assert.Equal(["DejaVu Sans Mono"], without.Fonts);
        Assert.Equal(["DejaVu Sans"], with.Fonts);
    }

    [Fact]
    public void Centred_lines_have_their_middles_above_each_other()
    {
        Outlines lines = new();
        TextRenderer.RenderTextTo(lines, "HHHHHHHH\nHH", new(Load(20)) { WrappingLength = 400, TextAlignment = TextAlignment.Center, Origin = new(50, 0) });
        Assert.Equal(250, lines.Middles[0], 0.6f);
        Assert.Equal(250, lines.Middles[1], 0.6f);
    }

    [Fact]
    public void What_is_no_font_is_refused_by_name()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["a.ttf"], "no font");
        Assert.Contains("a.ttf", Assert.Throws<InvalidFontFileException>(() => new FontCollection().Add(folder["a.ttf"])).Message);
        Assert.Throws<FileNotFoundException>(() => new FontCollection().Add(folder["b.ttf"]));
    }

    private sealed class Outlines : IGlyphRenderer
    {
        private readonly SortedDictionary<float, (float Left, float Right)> _lines = [];
        private float _top;
        private bool _isDrawn;

        public int Glyphs { get; private set; }

        public float Right { get; private set; }

        public HashSet<string> Fonts { get; } = [];

        public List<float> Middles => [.. _lines.Values.Select(l => (l.Left + l.Right) / 2)];

        public void BeginText(in FontRectangle bounds)
        {
        }

        public void EndText()
        {
        }

        public bool BeginGlyph(in FontRectangle bounds, in GlyphRendererParameters parameters)
        {
            Fonts.Add(parameters.Font);
            (_top, _isDrawn) = (bounds.Top, false);
            return true;
        }

        public void EndGlyph()
        {
            if (_isDrawn) Glyphs++;
        }

        public void BeginFigure()
        {
        }

        public void EndFigure()
        {
        }

        public void MoveTo(Vector2 point)
        {
            _isDrawn = true;
            Reach(point);
        }

        public void LineTo(Vector2 point) => Reach(point);

        public void QuadraticBezierTo(Vector2 secondControlPoint, Vector2 point) => Reach(point);

        public void CubicBezierTo(Vector2 secondControlPoint, Vector2 thirdControlPoint, Vector2 point) => Reach(point);

        public TextDecorations EnabledDecorations() => TextDecorations.None;

        public void SetDecoration(TextDecorations textDecorations, Vector2 start, Vector2 end, float thickness)
        {
        }

        private void Reach(Vector2 point)
        {
            Right = Math.Max(Right, point.X);
            (float left, float right) = _lines.GetValueOrDefault(_top, (float.MaxValue, float.MinValue));
            _lines[_top] = (Math.Min(left, point.X), Math.Max(right, point.X));
        }
    }
}
