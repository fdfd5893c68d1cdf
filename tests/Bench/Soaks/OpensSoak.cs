using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CoCa.Live;
using CoCa.Live.Sources;
using CoCa.Realtime.Frames;

namespace CoCa.Bench.Soaks;

/// <summary>1,000 sources that cannot be opened, four at a time, then 20 that are closed while they connect to a server that says nothing.</summary>
internal static class OpensSoak
{
    private const int Opens = 1000, Closes = 20;

    public static async Task<bool> RunAsync(string[] args)
    {
        using TemporaryFolder folder = new();
        string empty = folder["empty.mkv"];
        File.WriteAllBytes(empty, []);
        Verdict verdict = new();
        await OpenAsync(empty, 100);
        ProcessSample before = ProcessSample.Take();
        long start = Stopwatch.GetTimestamp();
        await OpenAsync(empty, Opens);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        ProcessSample after = ProcessSample.Take();
        Console.WriteLine($"before: {before}\nafter:  {after}");
        verdict.Check(after.Handles <= before.Handles + 4, $"{Opens} failed opens in {took.TotalSeconds:0} s: handles {before.Handles} to {after.Handles}");
        verdict.Check(after.Heap - before.Heap <= 1 << 18, $"heap {(after.Heap - before.Heap) / 1024.0:+0;-0} kB, at most 256");
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < Closes; i++)
        {
            FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse($"rtsp://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/yard") });
            Task<bool> read = Task.Run(() => source.Read(new FrameBuffer()));
            using Socket client = await server.AcceptSocketAsync();
            long closing = Stopwatch.GetTimestamp();
            await source.DisposeAsync();
            await read;
            TimeSpan closed = Stopwatch.GetElapsedTime(closing);
            longest = closed > longest ? closed : longest;
        }
        verdict.Check(longest <= TimeSpan.FromSeconds(2), $"closed while connecting, {Closes} times: {longest.TotalSeconds:0.00} s at most, within 2");
        return verdict.AllHeld;
    }

    private static Task OpenAsync(string path, int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
    {
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(path) });
        try
        {
            source.Read(new FrameBuffer());
        }
        catch (SourceException)
        {
            return;
        }
        throw new InvalidOperationException("an empty file was read");
    });
}
