using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace CoCa.Live.Hub;

/// <summary>
/// Asks for a file and follows redirects by hand: the token goes to the endpoint's own host only, what the hub says of the file
/// (length, SHA-256, commit) is taken from the hub only, and a redirect never leads from https to http.
/// </summary>
internal sealed class HubRequests(HubOptions options) : IDisposable
{
    private const int MaxRedirects = 8;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // A compressed answer has neither the length nor the ranges of the file.
        AutomaticDecompression = DecompressionMethods.None,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The address of a file of a model.</summary>
    public Uri AddressOf(HubReference model, string revision, string file) =>
        new($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{model.Owner}/{model.Name}/resolve/{Uri.EscapeDataString(revision)}/{Uri.EscapeDataString(file)}");

    /// <summary>Asks for a file from byte <paramref name="from"/> on; the body is not read yet.</summary>
    public async Task<HubResponse> GetAsync(Uri address, long from, string? onlyIf, CancellationToken cancellation)
    {
        long? size = null;
        string? tag = null, commit = null;
        for (int hop = 0; ; hop++)
        {
            bool own = IsEndpoint(address);
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CoCa.Realtime", "0.1"));
            if (own && options.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                if (onlyIf is not null && EntityTagHeaderValue.TryParse(onlyIf, out EntityTagHeaderValue? parsed)) request.Headers.IfRange = new RangeConditionHeaderValue(parsed);
            }
            HttpResponseMessage message = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (own)
            {
                size ??= Header(message, "X-Linked-Size") is { } s && long.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : null;
                tag ??= Header(message, "X-Linked-Etag")?.Trim('"');
                commit ??= Header(message, "X-Repo-Commit") is { Length: 40 or 64 } c && c.All(char.IsAsciiHexDigit) ? c : null;
            }
            if ((int)message.StatusCode is not (301 or 302 or 303 or 307 or 308) || message.Headers.Location is not { } location) return new HubResponse(message, size, tag, commit);
            message.Dispose();
            Uri next = new(address, location);
            if (hop == MaxRedirects) throw new HubException($"{address.Host}: more than {MaxRedirects} redirects");
            if (next.Scheme != "https" && !(next.Scheme == "http" && address.Scheme == "http")) throw new HubException($"{address.Host}: redirects from {address.Scheme} to {next.Scheme}, refused");
            address = next;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private bool IsEndpoint(Uri address) => address.Host == options.Endpoint.Host && address.Port == options.Endpoint.Port && address.Scheme == options.Endpoint.Scheme;

    private static string? Header(HttpResponseMessage message, string name) => message.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
