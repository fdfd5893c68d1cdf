using System.Diagnostics;
using System.Globalization;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Realtime;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Results;

namespace CoCa.Bench.Soaks;

/// <summary>60 frames of 720p a second against an image encoder that takes ten times as long as it does: for a minute, or as many as are named.</summary>
internal static class OverloadSoak
{
    private const int Slowdown = 10, Rate = 60, Width = 1280, Height = 720;

    public static async Task<bool> RunAsync(string[] args)
    {
        TimeSpan length = TimeSpan.FromMinutes(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1);
        TimeSpan slow = TimeSpan.Zero;
        using ManualResetEventSlim never = new();
        using CoCaModel model = Models.Shipped(doing =>
        {
            if (doing == "running the image graph" && slow > TimeSpan.Zero) never.Wait(slow);
        });
        TimeSpan encode = EncodeTime(model);
        slow = encode * (Slowdown - 1);
        CoCaEngine engine = new(model);
        EngineStream stream = engine.AddStream(new() { Captions = new CaptionOptions(), Labels = engine.Labels.Create(["a dog", "a street", "a person"]) });
        engine.Start();
        byte[] picture = new byte[Width * Height * 4];
        Random random = new(1);
        random.NextBytes(picture);
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(1.0 / Rate));
        long start = Stopwatch.GetTimestamp();
        ProcessSample early = default;
        for (int frame = 0; Stopwatch.GetElapsedTime(start) < length; frame++)
        {
            await pace.WaitForNextTickAsync();
            picture.AsSpan(frame % Height * Width * 4, 4096).Fill((byte)frame);
            stream.PushFrame(PixelBuffer.Packed(PixelFormat.Bgra32, picture, Width, Height), Stopwatch.GetElapsedTime(start));
            if (early == default && Stopwatch.GetElapsedTime(start) > length / 4) early = ProcessSample.Take();
        }
        ProcessSample late = ProcessSample.Take();
        await engine.DisposeAsync();
        EngineSummary summary = engine.Summary();
        StreamCount count = await stream.Completion;
        StageSummary age = summary.Stages.First(s => s.Stage == Stage.Age), encoded = summary.Stages.First(s => s.Stage == Stage.Encode);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the encoder takes {encode.TotalMilliseconds:0.0} ms, slowed {encoded.P50.TotalMilliseconds:0.0} ms; {count.In / length.TotalSeconds:0.0} frames a second came; age p50 {age.P50.TotalMilliseconds:0} ms, p95 {age.P95.TotalMilliseconds:0} ms, p99 {age.P99.TotalMilliseconds:0} ms, most {age.Longest.TotalMilliseconds:0} ms"));
        Console.WriteLine($"after a quarter: {early}\nat the end:      {late}");
        Verdict verdict = new();
        verdict.Check(age.P99 < 3 * encoded.P50, $"p99 of the frame age is {age.P99 / encoded.P50:0.00} encoder times, under 3");
        verdict.Check(late.Resident - early.Resident <= 4 << 20, $"memory grew by {(late.Resident - early.Resident) / 1048576.0:0.00} MB, at most 4");
        verdict.Check(late.Handles <= early.Handles && late.Threads <= early.Threads, $"handles {early.Handles} to {late.Handles}, threads {early.Threads} to {late.Threads}: none more");
        verdict.Check(count);
        return verdict.AllHeld;
    }

    /// <summary>Half of all encodes take no longer.</summary>
    private static TimeSpan EncodeTime(CoCaModel model)
    {
        using var features = model.ImageEncoder.CreateFeatures(1, model.ImageEncoder.Layout.Available);
        List<TimeSpan> times = [];
        for (int i = 0; i < 60; i++)
        {
            long start = Stopwatch.GetTimestamp();
            model.ImageEncoder.Encode(features, 1);
            if (i >= 10) times.Add(Stopwatch.GetElapsedTime(start));
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
