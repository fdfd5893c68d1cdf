using System.Globalization;
using System.Text;

namespace CoCa.Core.Tokenization;

/// <summary>
/// Lower case by Unicode's full mapping, independent of culture: beyond the simple mapping of each character that is a dotted
/// capital I, which becomes two characters, and a capital sigma, which depends on where in a word it stands.
/// </summary>
internal static class LowerCase
{
    private const int CapitalSigma = 0x3A3;

    /// <summary>The text in lower case; a surrogate without its other half becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        StringBuilder result = new(text.Length);
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x130:
                    result.Append("i\u0307");
                    break;
                case CapitalSigma:
                    result.Append(IsFinal(text, at) ? '\u03c2' : '\u03c3');
                    break;
                default:
                    Append(result, Rune.ToLowerInvariant(rune));
                    break;
            }
            at += rune.Utf16SequenceLength;
        }
        return result.ToString();
    }

    /// <summary>A sigma ends a word if a cased character stands before it and none after it, leaving out those that case ignores (Unicode, table 3-17).</summary>
    private static bool IsFinal(string text, int at)
    {
        bool before = false;
        for (int i = at; i > 0;)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, i), out Rune rune, out int length);
            i -= length;
            if (IsIgnored(rune)) continue;
            before = IsCased(rune);
            break;
        }
        if (!before) return false;
        for (int i = at + 1; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length);
            i += length;
            if (IsIgnored(rune)) continue;
            return !IsCased(rune);
        }
        return true;
    }

    /// <summary>Unicode's property Case_Ignorable.</summary>
    private static bool IsIgnored(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol => true,
        _ => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A,
    };

    /// <summary>Unicode's property Cased, as far as it is not case-ignorable.</summary>
    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter => true,
        _ => rune.Value is 0xAA or 0xBA or >= 0x2160 and <= 0x217F or >= 0x24B6 and <= 0x24E9
            or >= 0x1F130 and <= 0x1F149 or >= 0x1F150 and <= 0x1F169 or >= 0x1F170 and <= 0x1F189,
    };

    private static void Append(StringBuilder result, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        result.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
