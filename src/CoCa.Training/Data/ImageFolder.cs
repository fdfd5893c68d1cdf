using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>
/// A folder of pictures: the sub-folder's name is the label, underscores standing for blanks (<c>granny_smith/017.jpg</c>). Pictures in deeper
/// folders belong to the topmost one; those beside the sub-folders have no label.
/// </summary>
public sealed class ImageFolder : ISampleSource
{
    private readonly string[] _files;

    private ImageFolder(string path, string[] files) => (Name, _files) = (path, files);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices => [];

    /// <summary>Lists a folder's pictures.</summary>
    /// <exception cref="InvalidInputException">There is no such folder, or no picture in it.</exception>
    public static ImageFolder Open(string path)
    {
        if (!Directory.Exists(path)) throw new InvalidInputException($"{path} does not exist, expected a folder of pictures");
        string[] files = [.. Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(f => PictureFiles.IsPicture(Path.GetExtension(f.AsSpan()).TrimStart('.')))
            .Select(f => Path.GetRelativePath(path, f).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? new(path, files) : throw new InvalidInputException($"{path} has no pictures (jpg, jpeg, png or webp)");
    }

    /// <inheritdoc/>
    public TrainingSample Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        string file = _files[index];
        int slash = file.IndexOf('/', StringComparison.Ordinal);
        return new(file, PictureFiles.Read(Path.Combine(Name, file)), [], slash < 0 ? null : file[..slash].Replace('_', ' '));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
