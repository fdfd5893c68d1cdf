namespace SixLabors.Fonts;

public enum HorizontalAlignment
{
    Left = 0,
    Right = 1,
    Center = 2,
}
