using System.Globalization;
using CoCa.Inference;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Results;

namespace CoCa.Bench.Soaks;

/// <summary>8 streams of 720p at 5 frames a second with a tiny model: once as fast as they come, once with an encoder that manages half of them. A minute each.</summary>
internal static class ShareSoak
{
    private const int Streams = 8, Rate = 5;

    public static async Task<bool> RunAsync(string[] args)
    {
        double minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        using TemporaryFolder folder = new();
        string clip = Clip.Make("-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"testsrc2=s=1280x720:r={Rate}:d={minutes * 60}"), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", folder["clip.mkv"]);
        Verdict verdict = new();
        TimeSpan slow = TimeSpan.Zero;
        using ManualResetEventSlim never = new();
        using CoCaModel model = Models.Tiny(folder.Path, doing =>
        {
            if (doing == "running the image graph" && slow > TimeSpan.Zero) never.Wait(slow);
        });
        Console.WriteLine("as fast as they come:");
        await WatchAsync(model, clip, 8, verdict);
        // Four frames a run, five runs in two of the streams' frames: half of what comes.
        slow = TimeSpan.FromSeconds(0.2);
        Console.WriteLine("an encoder that takes 200 ms for four frames, half of what comes:");
        await WatchAsync(model, clip, 4, verdict);
        return verdict.AllHeld;
    }

    private static async Task WatchAsync(CoCaModel model, string clip, int batch, Verdict verdict)
    {
        CoCaEngine engine = new(model, new() { MaxBatch = batch });
        SourceOptions source = new() { Address = SourceAddress.Parse(clip), Realtime = true };
        EngineStream[] streams = [.. Enumerable.Range(0, Streams).Select(i => engine.AddStream(new() { Name = $"s{i}", ReconnectFor = TimeSpan.Zero }, () => FrameSource.Open(source)))];
        engine.Start();
        StreamCount[] counts = await Task.WhenAll(streams.Select(s => s.Completion));
        await engine.DisposeAsync();
        double mean = counts.Average(c => c.Shown);
        Console.WriteLine($"shown of {counts.Max(c => c.In)}: {string.Join(' ', counts.Select(c => c.Shown))}");
        verdict.Check(counts.All(c => Math.Abs(c.Shown - mean) <= 0.1 * mean), $"every stream within 10 % of {mean:0.0}: {counts.Min(c => c.Shown) / mean - 1:+0.0 %;-0.0 %} to {counts.Max(c => c.Shown) / mean - 1:+0.0 %;-0.0 %}");
        StreamCount sum = new(counts.Sum(c => c.In), counts.Sum(c => c.Shown), counts.Sum(c => c.Dropped), counts.Sum(c => c.Failed));
        verdict.Check(sum);
    }
}
