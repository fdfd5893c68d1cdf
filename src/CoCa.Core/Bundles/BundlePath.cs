namespace CoCa.Core.Bundles;

/// <summary>
/// The names that a bundle's files may have: the same file on every system, and never one outside the folder.
/// </summary>
internal static class BundlePath
{
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

    /// <summary>Whether a name is <c>name</c> or <c>folder/name</c> of ASCII letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public static bool IsPlain(string? name)
    {
        if (name is null) return false;
        string[] parts = name.Split('/');
        return parts.Length <= 2 && parts.All(IsPlainPart);
    }

    /// <summary>A name for a message: short, and without control characters.</summary>
    public static string Show(string? name)
    {
        if (name is null) return "null";
        string shown = string.Concat((name.Length > 80 ? name[..77] + "..." : name).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return $"\"{shown}\"";
    }

    private static bool IsPlainPart(string part)
    {
        if (part.Length is 0 or > 128 || part[0] == '.' || part[^1] == '.') return false;
        if (!part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) return false;
        // Windows opens a device for these names, whatever follows the first dot: NUL.txt, COM1.
        string stem = part.Split('.')[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return !Devices.Contains(stem, StringComparer.OrdinalIgnoreCase);
    }
}
