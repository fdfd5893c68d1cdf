namespace CoCa.Live.Hub;

/// <summary>The answer that carries a file's bytes, and what the hub itself said of the file on the way there.</summary>
internal sealed class HubResponse(HttpResponseMessage message, long? linkedSize, string? linkedTag, string? commit) : IDisposable
{
    /// <summary>The last answer: its body is the file.</summary>
    public HttpResponseMessage Message => message;

    /// <summary>The commit that the answer is of.</summary>
    public string? Commit => commit;

    /// <summary>The file's SHA-256, for files of which the hub knows it.</summary>
    public string? Sha256 => linkedTag is { Length: 64 } && linkedTag.All(char.IsAsciiHexDigit) ? linkedTag.ToLowerInvariant() : null;

    /// <summary>What changes when the file does: its hash, or a strong tag; null if the server says neither.</summary>
    public string? Identity => Sha256 ?? (message.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null);

    /// <summary>Bytes of the whole file, by the hub or by the answer.</summary>
    public long? Size => linkedSize ?? AnsweredSize;

    /// <summary>Bytes of the whole file by the answer alone.</summary>
    public long? AnsweredSize => message.StatusCode == System.Net.HttpStatusCode.PartialContent ? message.Content.Headers.ContentRange?.Length : message.Content.Headers.ContentLength;

    /// <inheritdoc/>
    public void Dispose() => message.Dispose();
}
