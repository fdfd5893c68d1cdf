// A service under .NET's Generic Host (ASP.NET works the same way): watches sources until it is told to stop, and logs captions and what happens to the sources.
//   dotnet run --project samples/HostedService -- MODEL.coca SOURCE..
using CoCa.Inference;
using CoCa.Inference.Generation;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: HostedService MODEL.coca SOURCE..");
    return 2;
}
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Services.AddSingleton(_ => CoCaModel.Open(args[0]));
builder.Services.AddSingleton(services => new CoCaEngine(services.GetRequiredService<CoCaModel>(), new() { Logger = services.GetRequiredService<ILogger<CoCaEngine>>() }));
builder.Services.AddHostedService(services => new Watcher(
    services.GetRequiredService<CoCaModel>(), services.GetRequiredService<CoCaEngine>(), services.GetRequiredService<ILogger<Watcher>>(), services.GetRequiredService<IHostApplicationLifetime>(), args[1..]));
using IHost host = builder.Build();
await host.RunAsync();
return 0;

internal sealed partial class Watcher(CoCaModel model, CoCaEngine engine, ILogger<Watcher> logger, IHostApplicationLifetime lifetime, string[] sources) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        GenerationOptions generation = new() { Method = GenerationMethod.Greedy, MaxLength = Math.Min(30, model.Captioner.MaxLength) };
        foreach (string source in sources)
        {
            SourceOptions options = new() { Address = SourceAddress.Parse(source) };
            engine.AddStream(new() { Name = options.Address.Display, Captions = new CaptionOptions { Generation = generation } }, () => FrameSource.Open(options));
        }
        Dictionary<string, LiveCaption> told = [];
        await foreach (FrameResult frame in engine.ReadAllAsync(stoppingToken))
        {
            if (frame.Caption is not { State: CaptionState.Final } caption || (told.TryGetValue(frame.Stream, out LiveCaption? before) && ReferenceEquals(before, caption))) continue;
            told[frame.Stream] = caption;
            Said(logger, frame.Stream, caption.From, caption.Text);
        }
        lifetime.StopApplication(); // every source has ended; the host disposes engine and model
    }

    [LoggerMessage(LogLevel.Information, "{Stream} {Time}: {Caption}")]
    private static partial void Said(ILogger logger, string stream, TimeSpan time, string caption);
}
