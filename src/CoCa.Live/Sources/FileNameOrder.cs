namespace CoCa.Live.Sources;

/// <summary>The order of names as people see it: runs of digits count as numbers, so <c>frame9</c> comes before <c>frame10</c>; all else by its characters.</summary>
internal sealed class FileNameOrder : IComparer<string>
{
    public static FileNameOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (a.Length > 0 && b.Length > 0)
        {
            if (!char.IsAsciiDigit(a[0]) || !char.IsAsciiDigit(b[0]))
            {
                if (a[0] != b[0]) return a[0].CompareTo(b[0]);
                a = a[1..];
                b = b[1..];
                continue;
            }
            ReadOnlySpan<char> first = Number(ref a), second = Number(ref b);
            int order = first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
            if (order != 0) return order;
        }
        // 01 and 1 are one number and still two names.
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(x, y);
    }

    /// <summary>Takes a run of digits away; it comes back without leading zeros.</summary>
    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
