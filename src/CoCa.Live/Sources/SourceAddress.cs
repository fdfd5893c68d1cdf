namespace CoCa.Live.Sources;

/// <summary>
/// What a person wrote for a source, understood: a path, a URL, <c>camera</c>, <c>camera:N</c>, <c>camera:NAME</c>, <c>screen</c>, <c>screen:N</c>, or a folder of pictures.
/// A source is either live (it goes on whether we read or not: newest wins) or a file (every frame waits for us).
/// </summary>
public sealed record SourceAddress
{
    private static readonly string[] s_files = [".mp4", ".m4v", ".mkv", ".mov", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".gif", ".flv", ".wmv", ".ogv"];

    private SourceAddress(SourceKind kind, string text, bool isLive) => (Kind, Text, IsLive) = (kind, text, isLive);

    /// <summary>Where it is.</summary>
    public SourceKind Kind { get; }

    /// <summary>What was written.</summary>
    public string Text { get; }

    /// <summary>Does it go on whether it is read or not? URLs are live unless their path ends like a video file's.</summary>
    public bool IsLive { get; init; }

    /// <summary>The text without a password: for messages.</summary>
    public string Display => WithoutPassword(Text);

    /// <summary>The lower-case scheme of a network source, else empty.</summary>
    public string Scheme => Kind == SourceKind.Network ? Text[..Text.IndexOf("://", StringComparison.Ordinal)].ToLowerInvariant() : "";

    /// <summary>A text that may quote the address, without user and password.</summary>
    internal string WithoutPassword(string text)
    {
        if (Kind != SourceKind.Network) return text;
        int host = Text.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = Text.AsSpan(host).IndexOfAny("/?#");
        int at = (end < 0 ? Text.AsSpan(host) : Text.AsSpan(host, end)).LastIndexOf('@');
        return at <= 0 ? text : text.Replace(Text.Substring(host, at + 1), "***@", StringComparison.Ordinal);
    }

    /// <summary>Understands a source; the existence of a file or folder is checked, a network is not asked.</summary>
    /// <exception cref="SourceException">There is no such file or folder, or the scheme is not one of those that are allowed.</exception>
    public static SourceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "camera" || text.StartsWith("camera:", StringComparison.Ordinal)) return new(SourceKind.Camera, text, true);
        if (text == "screen" || text.StartsWith("screen:", StringComparison.Ordinal)) return new(SourceKind.Screen, text, true);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 1 && text.AsSpan(0, scheme).IndexOfAnyExcept(s_schemeLetters) < 0)
        {
            SourceAddress address = new(SourceKind.Network, text, true);
            if (!s_schemes.Contains(address.Scheme))
                throw new SourceException($"{address.Display}: the scheme is {address.Scheme}, expected one of {string.Join(", ", s_schemes)}");
            if (address.Scheme is not ("http" or "https")) return address;
            string path = text[(scheme + 3)..].Split('?', '#')[0];
            return address with { IsLive = !s_files.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) };
        }
        if (text.StartsWith("/dev/video", StringComparison.Ordinal)) return new(SourceKind.Camera, text, true);
        if (Directory.Exists(text)) return new(SourceKind.Folder, text, false);
        if (!File.Exists(text)) throw new SourceException($"{text}: no such file");
        return new(SourceKind.File, text, false);
    }

    private static readonly string[] s_schemes = ["rtsp", "rtsps", "http", "https", "udp", "rtp", "tcp", "srt", "rtmp", "rtmps"];

    private static readonly System.Buffers.SearchValues<char> s_schemeLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
}
