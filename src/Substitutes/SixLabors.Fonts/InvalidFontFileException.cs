namespace SixLabors.Fonts;

public class InvalidFontFileException : Exception
{
    public InvalidFontFileException(string message) : base(message)
    {
    }
}
