namespace CoCa.Core.Bundles;

/// <summary>
/// A hidden folder beside a target in which something is made. A file in it stays open and locked as long as its maker lives: so what a
/// killed process left is told from work in progress.
/// </summary>
internal sealed class PartialFolder : IDisposable
{
    /// <summary>The locked file's name.</summary>
    public const string LockName = ".lock";

    private const string Extension = "partial";
    private readonly FileStream _lock;

    /// <summary>Makes the folder, and deletes leftovers of earlier ones for the same target.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public PartialFolder(string target)
    {
        Path = Beside(target, Extension);
        Directory.CreateDirectory(Path);
        // Deleted before it is unlocked: no moment in which the folder looks like a leftover.
        _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        if (IsAbandoned(Path)) return; // a file system without locks tells nothing
        foreach (string other in Directory.EnumerateDirectories(System.IO.Path.GetDirectoryName(Path)!, $".{System.IO.Path.GetFileName(target)}.*.{Extension}"))
            if (IsAbandoned(other)) Delete(other);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>A hidden name in the target's folder, so that the last rename stays on one file system.</summary>
    public static string Beside(string target, string what) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(target) ?? throw new BundleException($"{target}: the root of a file system cannot be a bundle"),
            $".{System.IO.Path.GetFileName(target)}.{System.IO.Path.GetRandomFileName()}.{what}");

    /// <summary>Takes the lock's file out of the folder, which is about to be moved.</summary>
    public void Unlock() => _lock.Dispose();

    /// <summary>Deletes the folder, if it was not moved.</summary>
    public void Dispose()
    {
        Unlock();
        Delete(Path);
    }

    /// <summary>Deletes a folder as far as that is possible.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody holds a file open or has deleted the folder; it is hidden, and named as unfinished.
        }
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            using var probe = new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.Open, FileAccess.Write, FileShare.None, 1);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
