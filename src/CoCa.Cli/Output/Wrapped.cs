using System.Text;

namespace CoCa.Cli.Output;

/// <summary>A name and words behind it, broken between words (at commas where there are some), so that a narrow window does not break them anywhere.</summary>
internal static class Wrapped
{
    private const int Width = 60, Indent = 13;

    /// <summary>The lines, at most 60 wide unless one word is longer than that.</summary>
    public static IEnumerable<string> Lines(string name, string text)
    {
        StringBuilder line = new(name.PadRight(Indent));
        // A long name is parted from the words all the same.
        if (name.Length >= Indent) line.Append(' ');
        bool empty = true, list = text.Contains(", ", StringComparison.Ordinal);
        string[] words = text.Split(list ? ", " : " ", StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string word = list && i + 1 < words.Length ? words[i] + "," : words[i];
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString().TrimEnd();
                line.Clear().Append(' ', Indent);
                empty = true;
            }
            if (!empty) line.Append(' ');
            line.Append(word);
            empty = false;
        }
        yield return line.ToString().TrimEnd();
    }
}
