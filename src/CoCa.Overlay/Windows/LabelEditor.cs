namespace CoCa.Overlay.Windows;

/// <summary>A line of text in which labels are typed, parted by commas.</summary>
internal sealed class LabelEditor
{
    private const int Longest = 2000;

    /// <summary>Whether it takes what is typed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>What was typed so far.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The labels that the text names.</summary>
    public IReadOnlyList<string> Labels => [.. Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>Begins with the labels of now.</summary>
    public void Open(IReadOnlyList<string> labels) => (IsOpen, Text) = (true, string.Join(", ", labels));

    /// <summary>Takes nothing any longer.</summary>
    public void Close() => IsOpen = false;

    /// <summary>A character was typed.</summary>
    public void Type(char c)
    {
        if (!char.IsControl(c) && Text.Length < Longest) Text += c;
    }

    /// <summary>Takes the last character away, or with <paramref name="isWhole"/> the last label.</summary>
    public void Erase(bool isWhole)
    {
        if (Text.Length == 0) return;
        int end = isWhole ? Math.Max(0, Text.TrimEnd(' ', ',').LastIndexOf(',') + 1) : Text.Length - (char.IsLowSurrogate(Text[^1]) && Text.Length > 1 ? 2 : 1);
        Text = Text[..end];
    }
}
