using System.Globalization;
using System.Text;

namespace CoCa.Live.Sinks;

/// <summary>Cues as the text of a subtitle file.</summary>
internal static class CueText
{
    /// <summary>A line as television has it; longer captions are broken.</summary>
    private const int LongestLine = 42;

    private const string Invisible = "\u2060"; // word joiner: parts what SubRip would take for a tag

    /// <summary>What the file begins with.</summary>
    public static string Head(SubtitleFormat format) => format == SubtitleFormat.WebVtt ? "WEBVTT\n\n" : "";

    /// <summary>A cue with the empty line that ends it. <paramref name="number"/> counts from 1.</summary>
    public static string Of(Cue cue, int number, SubtitleFormat format)
    {
        string lines = Escape(Wrap(OneLine(cue.Text)), format);
        return string.Create(CultureInfo.InvariantCulture, $"{number}\n{Time(cue.Start, format)} --> {Time(cue.End, format)}\n{lines}\n\n");
    }

    /// <summary>The words with single blanks between them: an empty line would end a cue.</summary>
    public static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text)
        {
            bool isBlank = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!isBlank) line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd(' ');
    }

    /// <summary>Breaks a text into as few lines as it needs, all of about the same length.</summary>
    private static string Wrap(string text)
    {
        if (text.Length <= LongestLine) return text;
        int lines = (text.Length + LongestLine - 1) / LongestLine, aim = (text.Length + lines - 1) / lines, column = 0;
        StringBuilder wrapped = new(text.Length + lines);
        foreach (string word in text.Split(' '))
        {
            // A word that passes the aim by more than half of itself begins the next line.
            bool fits = column + 1 + word.Length <= LongestLine && column + 1 + word.Length / 2 <= aim;
            if (column > 0) wrapped.Append(fits ? ' ' : '\n');
            column = column > 0 && fits ? column + 1 + word.Length : word.Length;
            wrapped.Append(word);
        }
        return wrapped.ToString();
    }

    private static string Escape(string text, SubtitleFormat format) => format == SubtitleFormat.WebVtt
        ? text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        // SubRip knows no escape, but tags in <> and {}.
        : text.Replace("-->", $"--{Invisible}>", StringComparison.Ordinal).Replace("<", $"<{Invisible}", StringComparison.Ordinal).Replace("{", $"{{{Invisible}", StringComparison.Ordinal);

    private static string Time(TimeSpan time, SubtitleFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{(format == SubtitleFormat.WebVtt ? '.' : ',')}{time.Milliseconds:000}");
}
