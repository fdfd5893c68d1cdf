using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace CoCa.Core.Tokenization;

/// <summary>
/// Character references of HTML 5 turned into the characters that they stand for, with all of its leniency: 2125 names, 106 of
/// which need no semicolon and may be the beginning of a longer word, and numbers that mean what Windows-1252 meant by them.
/// <c>System.Net.WebUtility</c> knows the 253 names of HTML 4 and none of the rest.
/// </summary>
internal static class HtmlEntities
{
    private const int LongestName = 32;

    /// <summary>What the numbers 128 to 159 stand for; 0 where nothing.</summary>
    private const string Windows1252 = "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f"
        + "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

    private static readonly Lazy<FrozenDictionary<string, string>> s_names = new(ReadNames);

    /// <summary>Replaces every character reference once.</summary>
    public static string Decode(string text)
    {
        int at = text.IndexOf('&', StringComparison.Ordinal);
        if (at < 0) return text;
        StringBuilder result = new(text.Length);
        int done = 0;
        for (; at >= 0; at = text.IndexOf('&', at))
        {
            ReadOnlySpan<char> rest = text.AsSpan(at + 1);
            result.Append(text, done, at - done);
            int length = rest.StartsWith("#") ? Number(rest, result) : Name(rest, result);
            if (length == 0) result.Append('&');
            done = at += 1 + length;
        }
        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Appends what <c>#123;</c> or <c>#x7B;</c> at the start of <paramref name="rest"/> stands for and returns its length, 0 if it is none.</summary>
    private static int Number(ReadOnlySpan<char> rest, StringBuilder result)
    {
        bool hexadecimal = rest.Length > 1 && rest[1] is 'x' or 'X';
        int start = hexadecimal ? 2 : 1, end = start, value = 0;
        for (; end < rest.Length && (hexadecimal ? char.IsAsciiHexDigit(rest[end]) : char.IsAsciiDigit(rest[end])); end++)
            value = Math.Min(value * (hexadecimal ? 16 : 10) + Digit(rest[end]), 0x110000);
        if (end == start) return 0;
        if (value is 0 or >= 0xD800 and <= 0xDFFF or > 0x10FFFF) result.Append('\ufffd');
        else if (value == 0x0D) result.Append('\r');
        else if (value is >= 0x80 and <= 0x9F) result.Append(Windows1252[value - 0x80]);
        else if (!IsNoCharacter(value)) result.Append(new Rune(value).ToString());
        return end < rest.Length && rest[end] == ';' ? end + 1 : end;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    private static bool IsNoCharacter(int value) =>
        value is >= 0x1 and <= 0x8 or 0xB or >= 0xE and <= 0x1F or 0x7F or >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;

    /// <summary>
    /// Appends what <c>name;</c> at the start of <paramref name="rest"/> stands for, or the longest known name that it begins
    /// with, and returns the length of what was read, 0 if no name is there.
    /// </summary>
    private static int Name(ReadOnlySpan<char> rest, StringBuilder result)
    {
        int end = 0;
        for (int characters = 0; end < rest.Length && characters < LongestName && rest[end] is not ('\t' or '\n' or '\f' or ' ' or '<' or '&' or '#' or ';'); characters++)
            end += char.IsHighSurrogate(rest[end]) && end + 1 < rest.Length && char.IsLowSurrogate(rest[end + 1]) ? 2 : 1;
        if (end == 0) return 0;
        FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> names = s_names.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        if (end < rest.Length && rest[end] == ';' && names.TryGetValue(rest[..(end + 1)], out string? value))
        {
            result.Append(value);
            return end + 1;
        }
        for (int length = end; length > 1; length--)
        {
            if (!names.TryGetValue(rest[..length], out value)) continue;
            result.Append(value);
            return length;
        }
        return 0;
    }

    /// <summary>The table of the HTML standard (html.spec.whatwg.org, "named character references"): a name, a semicolon if it needs one, code points.</summary>
    private static FrozenDictionary<string, string> ReadNames()
    {
        using Stream stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("CoCa.Core.Tokenization.HtmlEntities.txt")
            ?? throw new InvalidOperationException("the assembly lacks its table of HTML entities");
        using StreamReader reader = new(stream);
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            string value = string.Concat(parts.Skip(1).Select(p => new Rune(int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
            names[parts[0]] = value;
            if (!parts[0].EndsWith(';')) names[parts[0] + ";"] = value;
        }
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
