using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoCa.Live.Tests.Hub;

/// <summary>A local server that behaves like the hub: small files at once, large ones by a redirect to "another host"; faults on demand.</summary>
public sealed class FakeHub : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _app;

    public FakeHub()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Dictionary<string, byte[]> Files { get; } = new()
    {
        ["open_clip_config.json"] = "{}"u8.ToArray(),
        ["open_clip_pytorch_model.bin"] = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 >> 4))],
        ["vocab.json"] = "{\"a\":0}"u8.ToArray(),
        ["merges.txt"] = "#version\n"u8.ToArray(),
    };

    /// <summary>May answer a request in its own way: true if it did. Gets the file's name and how often it was asked for before.</summary>
    public Func<HttpContext, string, int, Task<bool>> Fault { get; set; } = (_, _, _) => Task.FromResult(false);

    /// <summary>Every request: port 0 is the hub, 1 the other host.</summary>
    public ConcurrentQueue<(int Host, string Path, string? Token, string? Range)> Asked { get; } = [];

    public Uri Endpoint => new(_addresses[0]);

    private string[] _addresses = [];

    public async Task StartAsync()
    {
        await _app.StartAsync();
        _addresses = [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        string name = path.Split('/')[^1];
        int host = context.Connection.LocalPort == Endpoint.Port ? 0 : 1;
        int before = Asked.Count(a => a.Path == path);
        Asked.Enqueue((host, path, context.Request.Headers.Authorization, context.Request.Headers.Range));
        if (await Fault(context, name, before)) return;
        if (!Files.TryGetValue(name, out byte[]? content))
        {
            context.Response.StatusCode = 404;
            return;
        }
        bool large = content.Length > 1000;
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (host == 0)
        {
            context.Response.Headers["X-Repo-Commit"] = Commit;
            if (large)
            {
                context.Response.Headers["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture);
                context.Response.Headers["X-Linked-Etag"] = $"\"{hash}\"";
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = $"{_addresses[1]}/store/{name}";
                return;
            }
        }
        await SendAsync(context, content, $"\"tag-{hash[..8]}\"");
    }

    /// <summary>Sends a file or the part that was asked for; <paramref name="cutAt"/> ends the connection after so many bytes.</summary>
    public static async Task SendAsync(HttpContext context, byte[] content, string tag, int? cutAt = null)
    {
        int from = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range && (context.Request.Headers.IfRange.Count == 0 || context.Request.Headers.IfRange == tag))
        {
            from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }
        context.Response.Headers.ETag = tag;
        context.Response.ContentLength = content.Length - from;
        await context.Response.Body.WriteAsync(content.AsMemory(from, Math.Min(cutAt ?? int.MaxValue, content.Length - from)));
        await context.Response.Body.FlushAsync();
        if (cutAt is not null)
        {
            // What was sent is to arrive before the connection dies.
            await Task.Delay(50);
            context.Abort();
        }
    }
}
