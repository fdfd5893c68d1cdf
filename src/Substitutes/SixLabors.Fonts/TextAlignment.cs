namespace SixLabors.Fonts;

public enum TextAlignment
{
    Start = 0,
    End = 1,
    Center = 2,
}
