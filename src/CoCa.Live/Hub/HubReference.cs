using System.Text.RegularExpressions;

namespace CoCa.Live.Hub;

/// <summary>A model on the hub: <c>hf:OWNER/NAME</c> or <c>hf:OWNER/NAME@REVISION</c>.</summary>
/// <param name="Owner">Who published it.</param>
/// <param name="Name">The repository.</param>
/// <param name="Revision">A branch, tag or commit; <c>main</c> if none was named.</param>
public sealed partial record HubReference(string Owner, string Name, string Revision)
{
    private const string Prefix = "hf:";

    /// <summary>Does the text mean the hub rather than a file?</summary>
    public static bool IsOne(string text) => text is not null && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Understands <c>hf:OWNER/NAME[@REVISION]</c>.</summary>
    /// <exception cref="HubException">It has another form.</exception>
    public static HubReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Form().Match(text);
        if (!match.Success || text.Contains("..", StringComparison.Ordinal)) throw new HubException($"{text}: expected hf:OWNER/NAME or hf:OWNER/NAME@REVISION");
        return new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Success ? match.Groups[3].Value : "main");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Owner}/{Name}{(Revision == "main" ? "" : "@" + Revision)}";

    [GeneratedRegex(@"^hf:([\w-][\w.-]{0,95})/([\w-][\w.-]{0,95})(?:@([\w-][\w./-]{0,199}))?$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Form();
}
