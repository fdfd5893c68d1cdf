namespace SixLabors.Fonts;

public class FontFamilyNotFoundException : FontException
{
    public FontFamilyNotFoundException(string family) : base($"{family} could not be found") => FontFamily = family;

    public string FontFamily { get; }
}
