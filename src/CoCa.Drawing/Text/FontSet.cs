using CoCa.Core;
using SixLabors.Fonts;

namespace CoCa.Drawing.Text;

/// <summary>The faces that text is set in: a regular and a bold one, and those that are asked for letters which they lack.</summary>
public sealed class FontSet
{
    /// <summary>Well-drawn families that systems bring, the better first: file names without their ends.</summary>
    private static readonly (string Regular, string Bold)[] s_preferred =
    [
        ("Inter-Regular", "Inter-SemiBold"), ("NotoSans-Regular", "NotoSans-SemiBold"), ("NotoSans-Regular", "NotoSans-Bold"), ("segoeui", "seguisb"), ("Roboto-Regular", "Roboto-Medium"),
        ("OpenSans-Regular", "OpenSans-SemiBold"), ("DejaVuSans", "DejaVuSans-Bold"), ("LiberationSans-Regular", "LiberationSans-Bold"), ("arial", "arialbd"), ("Arial", "Arial Bold"),
    ];

    private static readonly string[] s_fallbacks =
    [
        "DejaVuSans", "NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "NotoSansCJKjp-Regular", "NotoSansKR-Regular", "DroidSansFallbackFull", "wqy-microhei", "wqy-zenhei", "msyh", "YuGothM", "msgothic", "malgun",
        "AppleSDGothicNeo", "PingFang", "Hiragino Sans GB", "Arial Unicode", "NotoSansArabic-Regular", "NotoSansHebrew-Regular", "NotoSansDevanagari-Regular", "NotoSansThai-Regular", "unifont",
    ];

    private FontSet(FontFamily regular, FontFamily bold, IReadOnlyList<FontFamily> fallbacks) => (Regular, Bold, Fallbacks) = (regular, bold, fallbacks);

    /// <summary>The name of the family that text is set in.</summary>
    public string Name => Regular.Name;

    internal FontFamily Regular { get; }

    internal FontFamily Bold { get; }

    internal IReadOnlyList<FontFamily> Fallbacks { get; }

    /// <summary>Takes font files.</summary>
    /// <param name="regular">A font file.</param>
    /// <param name="bold">Its bold sister; null takes the regular one for both.</param>
    /// <param name="fallbacks">Further files, asked in this order.</param>
    /// <exception cref="InvalidInputException">One is no font.</exception>
    public static FontSet FromFiles(string regular, string? bold = null, params IReadOnlyList<string> fallbacks) =>
        new(Load(regular)[0], Load(bold ?? regular)[0], [.. fallbacks.SelectMany(Load)]);

    /// <summary>Takes the system's: the best family that is there, with what it lacks from others.</summary>
    /// <exception cref="MissingDependencyException">The system has none of the families that are known.</exception>
    public static FontSet System() => Find(Folders());

    internal static FontSet Find(IReadOnlyList<string> folders)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (string folder in folders.Where(Directory.Exists))
            foreach (string file in Directory.EnumerateFiles(folder, "*.*", all).Order(StringComparer.Ordinal))
                if (Path.GetExtension(file).ToUpperInvariant() is ".TTF" or ".OTF" or ".TTC") files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        foreach ((string regular, string bold) in s_preferred)
        {
            if (!files.TryGetValue(regular, out string? path)) continue;
            string[] fallbacks = [.. s_fallbacks.Where(f => f != regular && files.ContainsKey(f)).Select(f => files[f])];
            return FromFiles(path, files.GetValueOrDefault(bold), fallbacks);
        }
        throw new MissingDependencyException($"no font to draw text with in {string.Join(", ", folders)}", "apt-get install fonts-dejavu-core");
    }

    private static List<string> Folders()
    {
        if (OperatingSystem.IsWindows()) return [Environment.GetFolderPath(Environment.SpecialFolder.Fonts)];
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS()) return [Path.Combine(home, "Library/Fonts"), "/Library/Fonts", "/System/Library/Fonts"];
        return [Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts"), "/usr/local/share/fonts", "/usr/share/fonts"];
    }

    private static FontFamily[] Load(string path)
    {
        try
        {
            FontCollection collection = new();
            return Path.GetExtension(path).Equals(".ttc", StringComparison.OrdinalIgnoreCase) ? [.. collection.AddCollection(path)] : [collection.Add(path)];
        }
        catch (Exception e) when (e is InvalidFontFileException or FontException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read as a font: {(e is IOException ? FileProblem.Of(e) : e.Message)}", e);
        }
    }
}
