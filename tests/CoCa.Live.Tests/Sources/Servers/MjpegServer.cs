using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoCa.Live.Tests.Sources.Servers;

/// <summary>What cheap network cameras do: JPEG after JPEG in one reply over HTTP, 25 a second, to any number of clients; or nothing more after some.</summary>
internal sealed class MjpegServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MjpegServer(WebApplication app) => _app = app;

    public string Address => $"{_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/video";

    public static async Task<MjpegServer> StartAsync(IReadOnlyList<byte[]> pictures, int hangsAfter = int.MaxValue)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapGet("/video", async context =>
        {
            context.Response.ContentType = "multipart/x-mixed-replace; boundary=frame";
            using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(40));
            for (int i = 0; i < hangsAfter && await pace.WaitForNextTickAsync(context.RequestAborted); i++)
            {
                byte[] picture = pictures[i % pictures.Count];
                await context.Response.WriteAsync($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\n\r\n", context.RequestAborted);
                await context.Response.Body.WriteAsync(picture, context.RequestAborted);
                await context.Response.WriteAsync("\r\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync(); // clients are not waited for
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
