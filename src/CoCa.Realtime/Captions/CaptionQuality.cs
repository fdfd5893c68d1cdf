namespace CoCa.Realtime.Captions;

/// <summary>Tells a caption from what a decoder says when it has lost its way.</summary>
internal static class CaptionQuality
{
    /// <summary>
    /// Whether a caption is degenerate: no letter or digit, one word that makes up more than half of four or more, or an end that says the same one to four words three times.
    /// </summary>
    public static bool IsDegenerate(string text)
    {
        if (!text.Any(char.IsLetterOrDigit)) return true;
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length >= 4 && words.GroupBy(w => w, StringComparer.OrdinalIgnoreCase).Max(g => g.Count()) * 2 > words.Length) return true;
        for (int period = 1; period <= 4 && 3 * period <= words.Length; period++)
            if (Repeats(words, period)) return true;
        return false;
    }

    private static bool Repeats(string[] words, int period)
    {
        for (int i = words.Length - 2 * period; i < words.Length; i++)
            if (!words[i].Equals(words[i - period], StringComparison.OrdinalIgnoreCase)) return false;
        return true;
    }
}
