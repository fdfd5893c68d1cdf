namespace SixLabors.Fonts;

[Flags]
public enum TextDecorations
{
    None = 0,
    Underline = 1,
    Strikeout = 2,
    Overline = 4,
}
