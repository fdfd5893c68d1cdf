namespace CoCa.Core.Bundles;

/// <summary>What lies in a bundle's folder, against what should.</summary>
internal static class BundleFolder
{
    /// <summary>Compares the folder with the list of files.</summary>
    /// <exception cref="BundleException">A file is missing, changed, a link, or not listed.</exception>
    public static void Check(string folder, IReadOnlyDictionary<string, FileEntry> files, bool hash)
    {
        var found = new HashSet<string>(List(folder), StringComparer.Ordinal);
        found.Remove(BundleManifest.FileName);
        if (found.FirstOrDefault(f => !files.ContainsKey(f)) is { } extra)
            throw new BundleException($"{BundlePath.Show(extra)} is not listed in {BundleManifest.FileName}: remove it, or make the bundle again");
        foreach ((string name, FileEntry entry) in files)
        {
            if (!found.Contains(name)) throw new BundleException($"{name} is missing");
            string path = Path.Combine(folder, name);
            long length = new FileInfo(path).Length;
            if (length != entry.Length) throw new BundleException($"{name} has {length} bytes, expected {entry.Length}: the bundle is damaged, copy or make it again");
            if (hash && FileHash.Of(path).Sha256 != entry.Sha256) throw new BundleException($"{name} has another SHA-256 than {BundleManifest.FileName} says: the bundle is damaged, copy or make it again");
        }
    }

    /// <summary>The files in a folder and in its folders, as <c>name</c> or <c>folder/name</c>.</summary>
    /// <exception cref="BundleException">There is a link, or a folder in a folder.</exception>
    public static IEnumerable<string> List(string folder)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            RefuseLink(entry, entry.Name);
            if (entry is not DirectoryInfo inner)
            {
                yield return entry.Name;
                continue;
            }
            foreach (FileSystemInfo file in inner.EnumerateFileSystemInfos())
            {
                string name = $"{inner.Name}/{file.Name}";
                RefuseLink(file, name);
                if (file is DirectoryInfo) throw new BundleException($"{BundlePath.Show(name)} is a folder in a folder, expected none");
                yield return name;
            }
        }
    }

    private static void RefuseLink(FileSystemInfo entry, string name)
    {
        if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint) || entry.LinkTarget is not null)
            throw new BundleException($"{BundlePath.Show(name)} is a link: a bundle's files must lie in it");
    }
}
