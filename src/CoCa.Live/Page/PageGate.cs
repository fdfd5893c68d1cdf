using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CoCa.Live.Page;

/// <summary>
/// Who is let in: whoever knows the token, asks this very host by its name or number (another name that points here is an attack from a web page), and comes from
/// the page itself, if a browser says where from.
/// </summary>
internal sealed class PageGate(string token)
{
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>Why a request is refused; null if it is not.</summary>
    public string? Refusal(HttpRequest request)
    {
        if (!KnowsHost(request)) return "this host is not known by that name";
        byte[] given = Encoding.UTF8.GetBytes(request.Query["token"].ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, _token)) return "the address lacks the right token";
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) ? null : "another page asks";
    }

    /// <summary>Whether the host is asked by its number or as localhost.</summary>
    public static bool KnowsHost(HttpRequest request)
    {
        string host = request.Host.Host;
        return IPAddress.TryParse(host.Trim('[', ']'), out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }
}
