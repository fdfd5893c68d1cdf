using System.Text;

namespace CoCa.Core.Tokenization;

/// <summary>
/// What the reference does to a text before it is split into words (its cleaning "lower"): character references of HTML
/// decoded twice, runs of white space made one blank, lower case. Mojibake is not mended.
/// </summary>
internal static class TextCleaner
{
    /// <summary>The cleaned text.</summary>
    public static string Clean(string text)
    {
        text = HtmlEntities.Decode(HtmlEntities.Decode(text));
        StringBuilder result = new(text.Length);
        bool pending = false;
        foreach (char c in text)
        {
            if (IsSpace(c))
            {
                pending = result.Length > 0;
                continue;
            }
            if (pending) result.Append(' ');
            pending = false;
            result.Append(c);
        }
        return LowerCase.Of(result.ToString());
    }

    /// <summary>White space as the reference's language has it: the four separators of ASCII are in it too.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';
}
