namespace CoCa.Live.Hub;

/// <summary>Where the hub is and how patient to be with it.</summary>
public sealed record HubOptions
{
    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>Sent to the endpoint's own host only, never after a redirect to another one.</summary>
    public string? Token { get; init; }

    /// <summary>Where fetched files are kept.</summary>
    public string CacheFolder { get; init; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "coca-realtime", "hub");

    /// <summary>A connection that brings nothing for so long is given up and resumed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So many attempts in a row may bring nothing new.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The pause before the second attempt; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A file of which nobody says the length may be so long.</summary>
    public long LongestUnannounced { get; init; } = 64 << 20;

    /// <summary>From <c>HF_ENDPOINT</c>, <c>HF_TOKEN</c> and <c>XDG_CACHE_HOME</c>.</summary>
    /// <exception cref="HubException"><c>HF_ENDPOINT</c> is no http or https address.</exception>
    public static HubOptions FromEnvironment()
    {
        HubOptions options = new();
        if (Environment.GetEnvironmentVariable("HF_ENDPOINT") is { Length: > 0 } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
                throw new HubException($"HF_ENDPOINT is {endpoint}, expected an address like https://huggingface.co");
            options = options with { Endpoint = uri };
        }
        if (Environment.GetEnvironmentVariable("HF_TOKEN") is { } token && !string.IsNullOrWhiteSpace(token)) options = options with { Token = token.Trim() };
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache) options = options with { CacheFolder = Path.Combine(cache, "coca-realtime", "hub") };
        return options;
    }

    /// <summary>Everything but the token.</summary>
    public override string ToString() => $"{Endpoint} ({(Token is null ? "no token" : "with a token")}), cache {CacheFolder}";
}
