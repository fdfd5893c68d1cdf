using SixLabors.Fonts.Layout;

namespace SixLabors.Fonts;

public static class TextMeasurer
{
    public static FontRectangle MeasureAdvance(string text, TextOptions options) => MeasureAdvance(text.AsSpan(), options);

    public static FontRectangle MeasureAdvance(ReadOnlySpan<char> text, TextOptions options) => TextLayout.Of(text, options).Advance;

    public static int CountLines(string text, TextOptions options) => CountLines(text.AsSpan(), options);

    public static int CountLines(ReadOnlySpan<char> text, TextOptions options) => TextLayout.Of(text, options).Lines;
}
