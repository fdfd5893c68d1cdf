namespace SixLabors.Fonts;

public enum KerningMode
{
    Standard = 0,
    None = 1,
    Auto = 2,
}
