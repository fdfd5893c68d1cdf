using System.Net;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Page;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CoCa.Live.Metrics;

/// <summary>
/// Serves an engine's numbers as <c>/metrics</c> for Prometheus, to this machine alone. It is a sink only so that it lives as long as the engine does: the numbers are asked for when somebody reads them.
/// </summary>
public sealed class MetricsPage : IResultSink
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private MetricsPage(int port, Func<EngineSummary> summary)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "CoCa.Live" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, port);
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = 0;
            k.Limits.MaxConcurrentConnections = 16;
        });
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(context =>
        {
            bool isKnown = PageGate.KnowsHost(context.Request), isThere = context.Request.Path.Value == "/metrics";
            context.Response.StatusCode = !isKnown ? StatusCodes.Status403Forbidden : isThere ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            context.Response.ContentType = MetricsText.ContentType;
            return context.Response.WriteAsync(!isKnown ? "this host is not known by that name\n" : isThere ? MetricsText.Of(summary()) : "nothing is here but /metrics\n");
        });
    }

    /// <inheritdoc/>
    public string Name => "the metrics page";

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = new("http://localhost/metrics");

    /// <summary>Starts to serve.</summary>
    /// <param name="port">The port; 0 takes any that is free.</param>
    /// <param name="summary">Gives the numbers; called by any thread.</param>
    /// <exception cref="InvalidInputException">The port is taken or may not be used.</exception>
    public static async Task<MetricsPage> StartAsync(int port, Func<EngineSummary> summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        MetricsPage page = new(port, summary);
        try
        {
            await page._app.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await page._app.DisposeAsync().ConfigureAwait(false);
            throw new InvalidInputException($"127.0.0.1:{port}: metrics cannot be served there: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        page.Address = new(new Uri(page._app.Urls.First()), "/metrics");
        return page;
    }

    /// <inheritdoc/>
    public void Show(FrameResult result, PixelBuffer picture)
    {
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count)
    {
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(s_patience);
        await _app.StopAsync(limit.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
