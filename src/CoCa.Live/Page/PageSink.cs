using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Metrics;
using CoCa.Realtime.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CoCa.Live.Page;

/// <summary>
/// A web page that shows streams live: video, captions, labels, the window's timeline, a box for labels, a search, the subtitles. Served to whoever knows the
/// address with its token; it needs nothing from outside the machine. Browsers get the newest frame and are never waited for. The sink's calls come from one thread at a time.
/// </summary>
public sealed class PageSink : IResultSink
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, StreamView> _views = new(StringComparer.Ordinal);
    private readonly Latest<object> _arrivals = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly PageOptions _options;
    private readonly TimeProvider _time;
    private readonly PageGate _gate;
    private readonly string _token;
    private readonly WebApplication _app;

    private PageSink(PageOptions options, TimeProvider time)
    {
        (_options, _time, _token) = (options, time, options.Token ?? RandomNumberGenerator.GetHexString(32, lowercase: true));
        _gate = new(_token);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "CoCa.Live" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(options.Address, options.Port);
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = 0;
            k.Limits.MaxConcurrentConnections = 64;
            k.Limits.MaxConcurrentUpgradedConnections = 32;
        });
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
    }

    /// <inheritdoc/>
    public string Name => "the page";

    /// <summary>What to open in a browser; whoever has it is let in.</summary>
    public Uri Address { get; private set; } = new("http://localhost/");

    /// <summary>Starts to serve.</summary>
    /// <param name="options">How.</param>
    /// <param name="time">Times slow browsers; the system's by default.</param>
    /// <exception cref="InvalidInputException">The port is taken or may not be used.</exception>
    public static async Task<PageSink> StartAsync(PageOptions? options = null, TimeProvider? time = null)
    {
        options ??= new();
        options.Validate();
        PageSink page = new(options, time ?? TimeProvider.System);
        try
        {
            await page._app.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await page._app.DisposeAsync().ConfigureAwait(false);
            throw new InvalidInputException($"{options.Address}:{options.Port}: the page cannot be served there: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        Uri bound = new(page._app.Urls.First());
        page.Address = new($"http://{(options.Address.Equals(IPAddress.Any) ? "localhost" : bound.Host)}:{bound.Port}/?token={page._token}");
        return page;
    }

    /// <inheritdoc/>
    public void Show(FrameResult result, PixelBuffer picture)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!_views.TryGetValue(result.Stream, out StreamView? view))
        {
            view = _views[result.Stream] = new(result.Stream);
            _arrivals.Set(view);
        }
        view.Show(result, picture);
    }

    /// <inheritdoc/>
    public void Change(StreamStateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (_views.TryGetValue(change.Stream, out StreamView? view)) view.Change(change);
    }

    /// <inheritdoc/>
    public void Complete(string stream, StreamCount count) => Change(new(stream, StreamState.Ended, TimeSpan.Zero, null));

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        using CancellationTokenSource limit = new(s_patience, _time);
        await _app.StopAsync(limit.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (_gate.Refusal(context.Request) is { } refusal)
        {
            await TextAsync(context, StatusCodes.Status403Forbidden, "text/plain", refusal).ConfigureAwait(false);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
        try
        {
            await RouteAsync(context, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            context.Abort(); // the browser is gone, or was too slow
        }
    }

    private async Task RouteAsync(HttpContext context, CancellationToken cancellation)
    {
        _views.TryGetValue(context.Request.Query["stream"].ToString(), out StreamView? view);
        switch (context.Request.Path.Value)
        {
            case "/":
                context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; img-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
                await TextAsync(context, StatusCodes.Status200OK, "text/html", PageContent.Html).ConfigureAwait(false);
                break;
            case "/events" when context.WebSockets.IsWebSocketRequest:
                await TalkAsync(context, cancellation).ConfigureAwait(false);
                break;
            case "/video" when view is not null:
                await SendVideoAsync(context, view, cancellation).ConfigureAwait(false);
                break;
            case "/metrics" when _options.Summary is { } summary:
                context.Response.ContentType = MetricsText.ContentType;
                await context.Response.WriteAsync(MetricsText.Of(summary()), cancellation).ConfigureAwait(false);
                break;
            case "/subtitles" when view is not null:
                context.Response.Headers.ContentDisposition = "attachment; filename=\"captions.srt\"";
                await TextAsync(context, StatusCodes.Status200OK, "application/x-subrip", view.Subtitles()).ConfigureAwait(false);
                break;
            default:
                await TextAsync(context, StatusCodes.Status404NotFound, "text/plain", "nothing is here").ConfigureAwait(false);
                break;
        }
    }

    private static Task TextAsync(HttpContext context, int status, string type, string text)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type + "; charset=utf-8");
        return context.Response.WriteAsync(text);
    }

    private async Task TalkAsync(HttpContext context, CancellationToken cancellation)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using PageSocket page = new(socket, _options, _time);
        using CancellationTokenSource talk = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> tasks = [page.AnswerAsync(talk.Token)];
        HashSet<StreamView> followed = [];
        long seen = 0;
        Task<(object, long Version)> arrival = _arrivals.AfterAsync(seen, talk.Token);
        try
        {
            while (true)
            {
                // Whatever ends first, a follower or the reader, ends the talk; a new stream only adds to it.
                foreach (StreamView view in _views.Values.Where(followed.Add).ToArray()) tasks.Add(page.FollowAsync(view, talk.Token));
                if (await Task.WhenAny([.. tasks, arrival]).ConfigureAwait(false) != arrival) break;
                (_, seen) = await arrival.ConfigureAwait(false);
                arrival = _arrivals.AfterAsync(seen, talk.Token);
            }
        }
        finally
        {
            await talk.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([.. tasks, arrival]).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private async Task SendVideoAsync(HttpContext context, StreamView view, CancellationToken cancellation)
    {
        context.Response.ContentType = "multipart/x-mixed-replace; boundary=frame";
        view.Watch(1);
        try
        {
            // The browser is told at once that a video comes: its first picture is made because somebody watches.
            await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
            long seen = 0;
            while (true)
            {
                (byte[] jpeg, seen) = await view.Jpegs.AfterAsync(seen, cancellation).ConfigureAwait(false);
                using CancellationTokenSource patience = new(s_patience, _time);
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
                await context.Response.WriteAsync($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n", either.Token).ConfigureAwait(false);
                await context.Response.Body.WriteAsync(jpeg, either.Token).ConfigureAwait(false);
                await context.Response.WriteAsync("\r\n", either.Token).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            view.Watch(-1);
        }
    }
}
