using System.Globalization;
using System.Text;

namespace CoCa.Core.Tokenization;

/// <summary>
/// Splits a cleaned text into the pieces that byte pairs are merged in: the two marks of a text's start and end, the endings
/// <c>'s 't 're 've 'm 'll 'd</c>, runs of letters, single digits, and runs of anything else but blanks.
/// </summary>
/// <remarks>By hand instead of by a regular expression, which knows letters beyond the first plane only as pairs of surrogates.</remarks>
internal ref struct WordSplitter(ReadOnlySpan<char> text)
{
    /// <summary>How the reference spells the mark of a text's start.</summary>
    public const string StartMark = "<start_of_text>";

    /// <summary>How the reference spells the mark of a text's end.</summary>
    public const string EndMark = "<end_of_text>";

    private static readonly string[] s_fixed = [StartMark, EndMark, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind { Blank, Letter, Number, Other }

    private ReadOnlySpan<char> _rest = text;

    /// <summary>The piece that <see cref="MoveNext"/> found.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Goes on to the next piece; false at the end.</summary>
    public bool MoveNext()
    {
        while (_rest.Length > 0)
        {
            Kind kind = KindOf(_rest, out int length);
            if (kind == Kind.Blank)
            {
                _rest = _rest[length..];
                continue;
            }
            int end = Fixed(_rest);
            if (end == 0)
            {
                end = length;
                while (kind != Kind.Number && end < _rest.Length && KindOf(_rest[end..], out length) == kind) end += length;
            }
            Current = _rest[..end];
            _rest = _rest[end..];
            return true;
        }
        return false;
    }

    private static int Fixed(ReadOnlySpan<char> rest)
    {
        if (rest[0] is not ('<' or '\'')) return 0;
        foreach (string s in s_fixed)
            if (rest.StartsWith(s, StringComparison.Ordinal)) return s.Length;
        return 0;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out length);
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter:
                return Kind.Letter;
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                return Kind.Number;
            default:
                return Rune.IsWhiteSpace(rune) ? Kind.Blank : Kind.Other;
        }
    }
}
