namespace CoCa.Core;

/// <summary>The base of every exception that this library throws on purpose: its message is one line for a person.</summary>
public abstract class CoCaException(string message, Exception? inner = null) : Exception(OneLine(message), inner)
{
    private const int LongestMessage = 1 << 16;

    // Names out of files stand in messages: what they hold must neither break the line nor command a terminal, nor fill the screen.
    private static string OneLine(string message)
    {
        if (message.Length > LongestMessage) message = $"{message.AsSpan(0, LongestMessage)}...";
        return message.Any(IsUnprintable) ? string.Concat(message.Select(c => IsUnprintable(c) ? ' ' : c)) : message;
    }

    private static bool IsUnprintable(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
