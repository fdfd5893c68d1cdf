using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>
/// A table with a heading: columns <c>picture</c> and <c>caption</c> or <c>label</c> (or both), in any order, others left out. Several lines of one picture
/// give it several captions. Pictures are files, named from the table's own folder.
/// </summary>
public sealed class CsvSamples : ISampleSource
{
    private readonly string _folder;
    private readonly List<(string Picture, List<string> Captions, string? Label)> _samples;

    private CsvSamples(string path, List<(string, List<string>, string?)> samples, List<string> notices)
    {
        (Name, _samples, Notices) = (path, samples, notices);
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _samples.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Reads a table; pictures are opened when they are asked for.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, lacks a column, or has no rows.</exception>
    public static CsvSamples Open(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public TrainingSample Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        (string picture, List<string> captions, string? label) = _samples[index];
        return new(picture, PictureFiles.Read(Path.Combine(_folder, picture)), captions, label);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Reads a table's text; <paramref name="path"/> stands in messages and says where pictures are.</summary>
    internal static CsvSamples Parse(string path, ReadOnlySpan<char> text)
    {
        CsvReader rows = new(text);
        if (!rows.MoveNext()) throw new InvalidInputException($"{path} is empty, expected a heading with picture and caption or label");
        List<string> heading = [.. rows.Fields.Select(f => f.Trim().ToLowerInvariant())];
        int picture = heading.IndexOf("picture"), caption = heading.IndexOf("caption"), label = heading.IndexOf("label");
        if (picture < 0 || (caption < 0 && label < 0))
            throw new InvalidInputException($"{path}: the heading is \"{Short(string.Join(',', heading))}\", expected picture and caption or label in it");

        List<(string Picture, List<string> Captions, string? Label)> samples = [];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        List<string> notices = [];
        int odd = 0, firstOdd = 0;
        while (rows.MoveNext())
        {
            if (rows.IsOpen) notices.Add($"{path}, line {rows.Line}: a quote is never closed; the rest is left out");
            else if (rows.Fields.Count != heading.Count || string.IsNullOrWhiteSpace(rows.Fields[picture]))
            {
                if (odd++ == 0) firstOdd = rows.Line;
            }
            else
            {
                string name = rows.Fields[picture].Trim();
                if (!known.TryGetValue(name, out int at))
                {
                    known.Add(name, at = samples.Count);
                    samples.Add((name, [], null));
                }
                if (caption >= 0) samples[at].Captions.Add(rows.Fields[caption].Trim());
                if (label >= 0) samples[at] = samples[at] with { Label = rows.Fields[label].Trim() };
            }
        }
        if (odd > 0) notices.Add($"{path}: {odd} rows are left out for they do not have {heading.Count} fields or name no picture, the first on line {firstOdd}");
        return samples.Count > 0 ? new(path, samples, notices) : throw new InvalidInputException(string.Join("; ", [$"{path} has no rows", .. notices]));
    }

    private static string Short(string text) => text.Length > 80 ? $"{text.AsSpan(0, 80)}..." : text;
}
