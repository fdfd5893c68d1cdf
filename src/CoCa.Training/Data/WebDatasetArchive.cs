using System.Text;
using CoCa.Core;
using Microsoft.Win32.SafeHandles;

namespace CoCa.Training.Data;

/// <summary>
/// WebDataset shards: tar archives in which files of one name and different extensions make a sample, <c>NAME.jpg</c> (jpeg, png, webp)
/// with <c>NAME.json</c> (<c>{"captions": [..]}</c> or <c>{"label": ".."}</c>), <c>NAME.txt</c> (a caption a line) or <c>NAME.cls</c> (a label).
/// A name ends at its first dot.
/// </summary>
/// <remarks>
/// Headers are read at opening, files when a sample is asked for. Reads name their own position, so threads do not wait for each other.
/// Of an archive that is cut short or damaged, what comes before that place is used, and <see cref="Notices"/> says so.
/// </remarks>
public sealed class WebDatasetArchive : ISampleSource
{
    private readonly List<SafeFileHandle> _shards = [];
    private readonly List<Member> _samples = [];
    private readonly List<string> _notices = [];

    private WebDatasetArchive(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _samples.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Opens an archive, or all whose file names match <c>*</c> and <c>?</c> in the path, in order of their names.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or no picture in any.</exception>
    public static WebDatasetArchive Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WebDatasetArchive archive = new(path);
        try
        {
            foreach (string shard in Expand(path)) archive.AddShard(shard);
            if (archive.Count == 0) throw new InvalidInputException(string.Join("; ", [$"{path} has no pictures (jpg, jpeg, png or webp)", .. archive._notices]));
            return archive;
        }
        catch (Exception e)
        {
            archive.Dispose();
            if (e is IOException or UnauthorizedAccessException) throw new InvalidInputException($"{path} cannot be read: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public TrainingSample Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        Member sample = _samples[index];
        List<string> captions = [];
        string? label = null;
        foreach ((string extension, TarEntry text) in sample.Texts)
        {
            if (text.Length > SampleText.MaxBytes) throw new InvalidInputException($"{text.Name} has {text.Length} bytes, at most {SampleText.MaxBytes} are read");
            byte[] bytes = Read(sample.Shard, text);
            if (extension == "json") SampleText.ReadJson(text.Name, bytes, captions, ref label);
            else if (extension == "txt") SampleText.ReadLines(bytes, captions);
            else label = Encoding.UTF8.GetString(bytes).Trim();
        }
        return new(sample.Name, Read(sample.Shard, sample.Picture), captions, label);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle shard in _shards) shard.Dispose();
    }

    private static string[] Expand(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".", pattern = Path.GetFileName(path);
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0) return [path];
        string[] shards = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
        return shards.Length > 0 ? shards : throw new InvalidInputException($"{path}: no file has such a name");
    }

    private void AddShard(string path)
    {
        List<TarEntry> entries;
        using (FileStream tar = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 12))
        {
            entries = TarIndex.Read(tar, out string? problem);
            if (problem is not null) _notices.Add($"{path}: {problem}; the {entries.Count} files before that are used");
        }
        int shard = _shards.Count, orphans = 0;
        _shards.Add(File.OpenHandle(path));
        Dictionary<string, (TarEntry? Picture, List<(string, TarEntry)> Texts)> byName = new(StringComparer.Ordinal);
        foreach (TarEntry entry in entries)
        {
            int name = entry.Name.LastIndexOf('/') + 1, dot = entry.Name.IndexOf('.', name);
            if (dot <= name) continue;
            string key = entry.Name[..dot], extension = entry.Name[(dot + 1)..].ToLowerInvariant();
            bool isPicture = PictureFiles.IsPicture(extension);
            if (!isPicture && extension is not ("json" or "txt" or "cls")) continue;
            if (!byName.TryGetValue(key, out (TarEntry? Picture, List<(string, TarEntry)> Texts) sample)) sample = (null, []);
            if (isPicture) sample.Picture ??= entry;
            else sample.Texts.Add((extension, entry));
            byName[key] = sample;
        }
        foreach ((string name, (TarEntry? picture, List<(string, TarEntry)> texts)) in byName)
        {
            if (picture is { } file) _samples.Add(new(name, shard, file, texts));
            else orphans++;
        }
        if (orphans > 0) _notices.Add($"{path}: {orphans} texts have no picture");
    }

    private byte[] Read(int shard, TarEntry entry)
    {
        byte[] bytes = new byte[entry.Length];
        try
        {
            for (int done = 0, n; done < bytes.Length; done += n)
            {
                n = RandomAccess.Read(_shards[shard], bytes.AsSpan(done), entry.Offset + done);
                if (n == 0) throw new InvalidInputException($"{entry.Name} ends after {done} of {bytes.Length} bytes: the archive was cut since it was opened");
            }
        }
        catch (IOException e)
        {
            throw new InvalidInputException($"{entry.Name} cannot be read: {e.Message}", e);
        }
        return bytes;
    }

    private readonly record struct Member(string Name, int Shard, TarEntry Picture, List<(string Extension, TarEntry Entry)> Texts);
}
