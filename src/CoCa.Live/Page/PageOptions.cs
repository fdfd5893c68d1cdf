using System.Net;
using CoCa.Realtime.Accounting;

namespace CoCa.Live.Page;

/// <summary>How the page is served.</summary>
public sealed record PageOptions
{
    /// <summary>Where it listens; the machine itself alone by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>What the address must carry to be let in; null makes one up.</summary>
    public string? Token { get; init; }

    /// <summary>Called with a stream's name and its new labels; gives what was wrong with them, or null. Null: labels cannot be changed.</summary>
    public Func<string, IReadOnlyList<string>, string?>? SetLabels { get; init; }

    /// <summary>Called with a text; gives the moments that show it, best first. Null: there is no history to search.</summary>
    public Func<string, IReadOnlyList<PageMoment>>? Search { get; init; }

    /// <summary>Gives the engine's numbers for <c>/metrics</c>, see <see cref="Metrics.MetricsText"/>. Null: there are none.</summary>
    public Func<EngineSummary>? Summary { get; init; }

    /// <summary>Throws what is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the property.</exception>
    public void Validate()
    {
        if (Port is < 0 or > 65535) throw new ArgumentOutOfRangeException(nameof(Port), Port, "expected 0 to 65535");
        if (Token is { Length: < 8 }) throw new ArgumentOutOfRangeException(nameof(Token), "a token has at least 8 characters");
    }
}
