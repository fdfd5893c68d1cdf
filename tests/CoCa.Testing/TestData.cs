using Xunit;

namespace CoCa.Testing;

/// <summary>
/// Where test data is. <c>tests/Fixtures</c> is in the repository and always there; the larger set in a folder
/// <c>shared</c> beside the checkout is not, and a test that needs it is skipped with a reason (with <c>CI=true</c> it fails).
/// </summary>
public static class TestData
{
    /// <summary>The root of the checkout: the folder that holds <c>CoCa.Realtime.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder under <c>tests/Fixtures</c>.</summary>
    public static string Fixture(params string[] parts) => Path.Combine([Root, "tests", "Fixtures", .. parts]);

    /// <summary>A file or folder of the shared set; skips the running test where the set is absent.</summary>
    public static string Require(params string[] parts)
    {
        string path = Path.Combine([Root, "..", "shared", .. parts]);
        if (Path.Exists(path)) return Path.GetFullPath(path);
        string reason = $"the shared test data has no {string.Join('/', parts)} (it stands beside the checkout, in ../shared)";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
        return path;
    }

    /// <summary>The same as <see cref="Require"/> for theories that list what is there: empty where the set is absent, unless <c>CI=true</c>.</summary>
    public static IReadOnlyList<string> List(params string[] parts)
    {
        string path = Path.Combine([Root, "..", "shared", .. parts]);
        if (Directory.Exists(path)) return [.. Directory.GetFileSystemEntries(path).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("CI") == "true") throw new DirectoryNotFoundException($"CI needs {path}");
        return [];
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "CoCa.Realtime.sln"))) return d.FullName;
        throw new DirectoryNotFoundException($"no CoCa.Realtime.sln above {AppContext.BaseDirectory}");
    }
}
