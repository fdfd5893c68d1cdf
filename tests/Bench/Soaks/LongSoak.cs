using System.Diagnostics;
using System.Globalization;
using CoCa.Inference;
using CoCa.Live.Sinks;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Results;

namespace CoCa.Bench.Soaks;

/// <summary>
/// The shipped model on a video of 30 frames a second, at its own pace, with labels, captions and three sinks: for 20 minutes, or as many as are named. What the process holds is looked at every
/// minute; the first quarter is for warming up.
/// </summary>
internal static class LongSoak
{
    public static async Task<bool> RunAsync(string[] args)
    {
        int minutes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
        using TemporaryFolder folder = new();
        string piece = Clip.Make("-f", "lavfi", "-i", "testsrc2=s=320x240:r=30:d=20", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", folder["piece.mkv"]);
        string clip = Clip.Make("-stream_loop", "-1", "-i", piece, "-c", "copy", "-t", $"{minutes * 60 + 30}", folder["clip.mkv"]);
        using CoCaModel model = Models.Shipped();
        CoCaEngine engine = new(model);
        engine.AddSink(JsonLinesSink.Create(folder["events.jsonl"]));
        engine.AddSink(MessagePackSink.Create(folder["events.msgpack"]));
        engine.AddSink(SubtitleSink.Create(folder["captions.srt"]));
        SourceOptions source = new() { Address = SourceAddress.Parse(clip), Realtime = true };
        EngineStream stream = engine.AddStream(
            new() { Labels = engine.Labels.Create(["a dog", "a street", "a person"]), Captions = new CaptionOptions(), PatchWeights = true, ReconnectFor = TimeSpan.Zero }, () => FrameSource.Open(source));
        engine.Start();
        List<ProcessSample> samples = [];
        using PeriodicTimer minute = new(TimeSpan.FromMinutes(1));
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i <= minutes; i++)
        {
            await minute.WaitForNextTickAsync();
            samples.Add(ProcessSample.Take());
            StreamCount now = stream.Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"minute {i,3}: {samples[^1]}   {now.In} in, {now.Shown} shown, {now.In / Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} a second"));
        }
        await engine.DisposeAsync();
        StreamCount count = await stream.Completion;
        // The thread pool takes a thread more or less from minute to minute.
        ProcessSample[] warm = [.. samples.Take(Math.Max(minutes / 4, 1))];
        (ProcessSample early, ProcessSample late, int handles, int threads) = (warm[^1], samples[^1], warm.Max(s => s.Handles), warm.Max(s => s.Threads));
        Verdict verdict = new();
        string from = $"from minute {Math.Max(minutes / 4, 1)} to {minutes}";
        verdict.Check(late.Resident - early.Resident <= 4 << 20, $"memory {from}: {(late.Resident - early.Resident) / 1048576.0:+0.00;-0.00} MB, at most 4");
        verdict.Check(late.Heap - early.Heap <= 1 << 18, $"heap: {(late.Heap - early.Heap) / 1024.0:+0;-0} kB, at most 256");
        verdict.Check(late.Handles <= handles, $"handles: {late.Handles}, up to {handles} before that");
        verdict.Check(late.Threads <= threads, $"threads: {late.Threads}, up to {threads} before that");
        verdict.Check(engine.Summary().FailedSinks.Count == 0 && stream.Error is null, $"nothing failed");
        verdict.Check(count);
        return verdict.AllHeld;
    }
}
