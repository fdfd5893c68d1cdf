namespace SixLabors.Fonts;

public class FontException : Exception
{
    public FontException(string message) : base(message)
    {
    }
}
