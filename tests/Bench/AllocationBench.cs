using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Live.Sinks;
using CoCa.Realtime;
using CoCa.Realtime.Labels;

namespace CoCa.Bench;

/// <summary>Managed bytes that 1,000 pushed frames cost, labels and JSON sink on: of the whole process, and of the thread that does the work.</summary>
internal static class AllocationBench
{
    private const int Rounds = 50, Frames = 1000, Width = 48, Height = 40;

    public static void Run()
    {
        using TemporaryFolder folder = new();
        using CoCaModel model = Models.Tiny(folder.Path);
        CoCaEngine engine = new(model);
        engine.AddSink(JsonLinesSink.Create(folder["events.jsonl"]));
        EngineStream stream = engine.AddStream(new() { Labels = new LabelSet(["a", "b"], new float[2 * model.Config.EmbedDim], 10), PatchWeights = true });
        byte[] picture = new byte[Width * Height * 3];
        int pushed = 0;
        Push(200);
        Dictionary<(long, long), int> seen = [];
        (long, long)[] rounds = new (long, long)[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            (long all, long own) = (GC.GetTotalAllocatedBytes(true), GC.GetAllocatedBytesForCurrentThread());
            Push(Frames);
            own = GC.GetAllocatedBytesForCurrentThread() - own;
            rounds[i] = (GC.GetTotalAllocatedBytes(true) - all, own);
        }
        foreach ((long, long) round in rounds) seen[round] = seen.GetValueOrDefault(round) + 1;
        foreach (((long all, long own), int count) in seen.OrderBy(s => s.Key)) Console.WriteLine($"{count,3} of {Rounds} rounds of {Frames} frames: {all} bytes of the process, {own} of the engine's thread");

        void Push(int count)
        {
            for (int i = 0; i < count; i++)
            {
                picture.AsSpan().Fill((byte)pushed);
                stream.PushFrame(PixelBuffer.Packed(PixelFormat.Rgb24, picture, Width, Height), TimeSpan.FromSeconds(pushed++ * 0.04));
                while (engine.Tick()) { }
            }
        }
    }
}
