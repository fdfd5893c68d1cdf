using CoCa.Core.Labels;
using CoCa.Core.Weights;

namespace CoCa.Core.Bundles;

/// <summary>
/// A model in a folder (by custom <c>NAME.coca</c>): a manifest and the files that it lists, nothing else. Immutable.
/// </summary>
public sealed class Bundle
{
    private const int LongestManifest = 64 << 20;

    private Bundle(string folder, BundleManifest manifest) => (Folder, Manifest) = (folder, manifest);

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>What the bundle's <c>model.json</c> says.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>
    /// Opens a bundle. The manifest is read, then every file's length and SHA-256 are compared with it, before any of them is parsed;
    /// then that the graphs' weights lie in files of the bundle.
    /// </summary>
    /// <param name="path">The bundle's folder.</param>
    /// <param name="verify">Whether to hash the files; without it only their lengths are compared.</param>
    /// <exception cref="BundleException">It is no bundle, is of a newer format version, or a file is missing, changed, a link, or not listed.</exception>
    public static Bundle Open(string path, bool verify = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(folder)) throw new BundleException($"{path}: is a file, but a bundle is a folder (NAME.coca): coca import makes one of weights");
        if (!Directory.Exists(folder)) throw new BundleException($"{path}: no such folder, expected a bundle (NAME.coca)");
        try
        {
            var manifest = BundleManifest.Parse(ReadManifest(folder));
            BundleFolder.Check(folder, manifest.Files, verify);
            foreach (string graph in manifest.Graphs.Values.Select(g => g.File).Distinct(StringComparer.Ordinal))
            {
                using var file = new MappedFile(Path.Combine(folder, graph));
                GraphWeights.Check(file, graph, manifest.Files);
            }
            return new Bundle(folder, manifest);
        }
        catch (BundleException e)
        {
            throw new BundleException($"{Path.GetFileName(folder)}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{path}: cannot be read: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>The full path of a listed file.</summary>
    /// <param name="file">The file's name in the manifest.</param>
    /// <exception cref="BundleException">The manifest lists no such file.</exception>
    public string PathOf(string file) => Manifest.Files.ContainsKey(file)
        ? Path.Combine(Folder, file.Replace('/', Path.DirectorySeparatorChar))
        : throw new BundleException($"{Path.GetFileName(Folder)}: no file {BundlePath.Show(file)} in it");

    /// <summary>
    /// Writes another calibration of labels into the bundle's manifest, all at once; the other files are not touched. Who has the bundle open sees it the next time.
    /// </summary>
    /// <param name="calibration">The calibration; null takes the one that is there away.</param>
    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    /// <exception cref="BundleException">The manifest cannot be written.</exception>
    public void Calibrate(LabelCalibration? calibration)
    {
        calibration?.Validate();
        // Beside the bundle, in which there must be nothing that the manifest does not list.
        string complete = PartialFolder.Beside(Folder, "manifest");
        try
        {
            File.WriteAllBytes(complete, [.. (Manifest with { LabelCalibration = calibration }).ToJson(), (byte)'\n']);
            File.Move(complete, Path.Combine(Folder, BundleManifest.FileName), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(complete);
            throw new BundleException($"{Folder}: its {BundleManifest.FileName} cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    private static byte[] ReadManifest(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, BundleManifest.FileName));
        if (file.LinkTarget is not null) throw new BundleException($"{BundleManifest.FileName} is a link, expected a file");
        if (!file.Exists) throw new BundleException($"no {BundleManifest.FileName} in it: it is not a bundle");
        if (file.Length is 0 or > LongestManifest) throw new BundleException($"{BundleManifest.FileName} has {file.Length} bytes, expected 1 to {LongestManifest}");
        return File.ReadAllBytes(file.FullName);
    }
}
