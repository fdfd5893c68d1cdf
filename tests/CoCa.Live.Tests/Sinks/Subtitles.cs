using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace CoCa.Live.Tests.Sinks;

/// <summary>A strict reader of subtitle files: what it does not expect fails the test.</summary>
internal static partial class Subtitles
{
    internal readonly record struct Line(string Text, TimeSpan Start, TimeSpan End);

    public static List<Line> Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        string all = reader.ReadToEnd();
        bool isVtt = path.EndsWith(".vtt", StringComparison.Ordinal);
        if (isVtt)
        {
            Assert.StartsWith("WEBVTT\n\n", all);
            all = all["WEBVTT\n\n".Length..];
        }
        if (all.Length == 0) return [];
        Assert.EndsWith("\n\n", all);
        List<Line> cues = [];
        foreach (string block in all[..^2].Split("\n\n"))
        {
            string[] lines = block.Split('\n');
            Assert.True(lines.Length >= 3, block);
            Assert.Equal($"{cues.Count + 1}", lines[0]);
            Match times = (isVtt ? VttTimes() : SrtTimes()).Match(lines[1]);
            Assert.True(times.Success, lines[1]);
            string text = string.Join(' ', lines[2..]);
            Assert.DoesNotContain("-->", text);
            Assert.True(!isVtt || !text.Contains('<'), text);
            cues.Add(new(isVtt ? WebUtility.HtmlDecode(text) : text.Replace("\u2060", "", StringComparison.Ordinal), Time(times.Groups[1].Value), Time(times.Groups[2].Value)));
        }
        return cues;
    }

    private static TimeSpan Time(string text)
    {
        string[] parts = text.Replace(',', '.').Split(':', '.');
        int[] n = [.. parts.Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
        return new TimeSpan(0, n[0], n[1], n[2], n[3]);
    }

    [GeneratedRegex(@"^(\d\d+:[0-5]\d:[0-5]\d,\d{3}) --> (\d\d+:[0-5]\d:[0-5]\d,\d{3})$")]
    private static partial Regex SrtTimes();

    [GeneratedRegex(@"^(\d\d+:[0-5]\d:[0-5]\d\.\d{3}) --> (\d\d+:[0-5]\d:[0-5]\d\.\d{3})$")]
    private static partial Regex VttTimes();
}
