using System.Text.RegularExpressions;

namespace CoCa.Training.Evaluation;

/// <summary>Splits captions into the words that captions are compared by: lower case, no punctuation, clitics apart (<c>isn't</c>: is, n't; <c>dog's</c>: dog, 's).</summary>
public static partial class CaptionWords
{
    private const string NotClitic = "n't";

    private static readonly string[] s_clitics = ["'s", "'re", "'ve", "'ll", "'d", "'m"];

    /// <summary>The words of a caption.</summary>
    public static IReadOnlyList<string> Split(string caption)
    {
        ArgumentNullException.ThrowIfNull(caption);
        List<string> words = [];
        foreach (Match match in Word().Matches(caption.Replace('\u2019', '\'').ToLowerInvariant()))
        {
            string word = match.Value;
            string? clitic = word.EndsWith(NotClitic, StringComparison.Ordinal) ? NotClitic : Array.Find(s_clitics, c => word.EndsWith(c, StringComparison.Ordinal));
            if (clitic is null || clitic.Length == word.Length) words.Add(word);
            else words.AddRange([word[..^clitic.Length], clitic]);
        }
        return words;
    }

    /// <summary>Numbers with points or commas inside; runs of letters and digits, hyphens and apostrophes between them.</summary>
    [GeneratedRegex(@"\d+(?:[.,]\d+)+|[\p{L}\p{N}]+(?:[-'][\p{L}\p{N}]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
