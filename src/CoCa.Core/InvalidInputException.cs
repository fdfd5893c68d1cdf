namespace CoCa.Core;

/// <summary>A file, picture, text or setting is not what it should be; the message says what, what was expected and what was got.</summary>
public class InvalidInputException(string message, Exception? inner = null) : CoCaException(message, inner);
