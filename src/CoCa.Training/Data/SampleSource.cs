using CoCa.Core;

namespace CoCa.Training.Data;

/// <summary>Opens whatever kind of source a path names.</summary>
public static class SampleSource
{
    /// <summary>A folder of pictures, a <c>.csv</c> table, or WebDataset shards (<c>.tar</c>; <c>*</c> and <c>?</c> may stand in the file's name), or <c>generated:shapes</c>.</summary>
    /// <exception cref="InvalidInputException">Nothing is there, it is none of these, or it has no pictures.</exception>
    public static ISampleSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path == GeneratedShapes.Address) return new GeneratedShapes();
        if (Directory.Exists(path)) return ImageFolder.Open(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => CsvSamples.Open(path),
            ".tar" => WebDatasetArchive.Open(path),
            _ => throw new InvalidInputException(File.Exists(path)
                ? $"{path} is no data: expected a .tar (WebDataset), a .csv, or a folder of pictures"
                : $"{path} does not exist; expected a .tar (WebDataset), a .csv, or a folder of pictures"),
        };
    }
}
