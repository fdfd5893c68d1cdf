namespace CoCa.Core.Bundles;

/// <summary>
/// Writes a bundle: into a temporary folder beside the target, which takes the target's name when all is there. Until then, and
/// after a failure, nothing is at the target (or what was there before). Disposing without <see cref="Commit"/> deletes everything, and
/// so does the end of the process where it is an orderly one; what a killed process left is deleted by the next writer to that target.
/// Not thread-safe.
/// </summary>
public sealed class BundleWriter : IDisposable
{
    private readonly string _target;
    private readonly bool _overwrite;
    private readonly List<FileStream> _streams = [];
    private readonly PartialFolder _folder;
    private bool _done;

    /// <summary>Starts a bundle.</summary>
    /// <param name="outPath">The bundle's folder, which must not be there yet.</param>
    /// <param name="overwrite">Whether a bundle (or an empty folder) that is there is replaced, at the end.</param>
    /// <exception cref="BundleException">Something is there, or the folder cannot be made.</exception>
    public BundleWriter(string outPath, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(outPath);
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outPath));
        _overwrite = overwrite;
        CheckTarget();
        try
        {
            _folder = new PartialFolder(_target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{outPath}: cannot be made: {FileProblem.Of(e)}", e);
        }
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Where files are written until <see cref="Commit"/>. A file that is put there by other means becomes part of the bundle too.</summary>
    public string TemporaryFolder => _folder.Path;

    /// <summary>Starts a file of the bundle. The caller closes the stream before <see cref="Commit"/>.</summary>
    /// <param name="name"><c>name</c> or <c>folder/name</c> of ASCII letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <exception cref="BundleException">The name is not plain, is taken, or the file cannot be made.</exception>
    public Stream CreateFile(string name)
    {
        string path = NewPath(name);
        try
        {
            var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
            _streams.Add(stream);
            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{name}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>Copies a file into the bundle.</summary>
    /// <param name="name">As for <see cref="CreateFile"/>.</param>
    /// <param name="sourcePath">The file to copy.</param>
    /// <exception cref="BundleException">The name is not plain or taken, or the file cannot be copied.</exception>
    public void AddFile(string name, string sourcePath)
    {
        string path = NewPath(name);
        try
        {
            File.Copy(sourcePath, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{name}: {sourcePath} cannot be copied: {e.Message}", e);
        }
    }

    /// <summary>Adds a file of the given content.</summary>
    /// <param name="name">As for <see cref="CreateFile"/>.</param>
    /// <param name="content">The file's bytes.</param>
    /// <exception cref="BundleException">As for <see cref="CreateFile"/>.</exception>
    public void AddFile(string name, ReadOnlySpan<byte> content)
    {
        using Stream stream = CreateFile(name);
        stream.Write(content);
    }

    /// <summary>Hashes all files, writes the manifest with them, and gives the folder its name.</summary>
    /// <param name="manifest">The manifest; its <see cref="BundleManifest.Files"/> are replaced.</param>
    /// <returns>The manifest as it was written.</returns>
    /// <exception cref="BundleException">The manifest is wrong, a stream is still open, or the folder cannot be renamed.</exception>
    public BundleManifest Commit(BundleManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ObjectDisposedException.ThrowIf(_done, this);
        if (_streams.Find(s => s.CanWrite) is { } open) throw new BundleException($"{Path.GetFileName(open.Name)} is still being written, expected it closed");
        try
        {
            var files = new SortedDictionary<string, FileEntry>(StringComparer.Ordinal);
            foreach (string name in BundleFolder.List(TemporaryFolder).Where(n => n != PartialFolder.LockName)) files.Add(name, FileHash.Of(Path.Combine(TemporaryFolder, name)));
            BundleManifest complete = manifest with { FormatVersion = BundleManifest.CurrentVersion, Files = files };
            complete.Validate();
            using (var stream = new FileStream(Path.Combine(TemporaryFolder, BundleManifest.FileName), FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(complete.ToJson());
                stream.Write("\n"u8);
                stream.Flush(flushToDisk: true);
            }
            Rename();
            _done = true;
            AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
            return complete;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{_target}: cannot be written: {FileProblem.Of(e)}", e);
        }
    }

    /// <summary>Deletes what was written, unless it was committed.</summary>
    public void Dispose()
    {
        foreach (FileStream stream in _streams) stream.Dispose();
        if (_done) return;
        _done = true;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _folder.Dispose();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private string NewPath(string name)
    {
        ObjectDisposedException.ThrowIf(_done, this);
        if (!BundlePath.IsPlain(name) || name.Equals(BundleManifest.FileName, StringComparison.OrdinalIgnoreCase))
            throw new BundleException($"{BundlePath.Show(name)} is no name for a file of a bundle, expected letters, digits, '.', '_' and '-', at most one folder");
        string path = Path.Combine(TemporaryFolder, name.Replace('/', Path.DirectorySeparatorChar));
        if (Path.Exists(path)) throw new BundleException($"{name} is in the bundle already");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private void CheckTarget()
    {
        if (!Path.Exists(_target)) return;
        if (!_overwrite) throw new BundleException($"{_target} is there already: choose another name or overwrite it");
        // Only what is plainly a bundle is ever replaced.
        if (!Directory.Exists(_target) || (!File.Exists(Path.Combine(_target, BundleManifest.FileName)) && Directory.EnumerateFileSystemEntries(_target).Any()))
            throw new BundleException($"{_target} is there already and is no bundle: it is not overwritten, remove it first");
    }

    private void Rename()
    {
        CheckTarget();
        _folder.Unlock(); // Windows moves no folder with an open file in it
        if (!Path.Exists(_target))
        {
            Directory.Move(TemporaryFolder, _target);
            return;
        }
        string old = PartialFolder.Beside(_target, "old");
        Directory.Move(_target, old);
        try
        {
            Directory.Move(TemporaryFolder, _target);
        }
        catch
        {
            Directory.Move(old, _target);
            throw;
        }
        PartialFolder.Delete(old);
    }
}
