using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Inference.Tests;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Tests.Engine;

/// <summary>What is counted is the whole process's, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Fact]
    public async Task A_frame_costs_no_allocation_once_all_is_warm()
    {
        using CoCaModel model = TestBundles.Open("openclip");
        CountingSink sink = new();
        await using CoCaEngine engine = new(model);
        engine.AddSink(sink);
        LabelSet labels = new(["a", "b"], new float[2 * model.Config.EmbedDim], 10);
        EngineStream stream = engine.AddStream(new() { Labels = labels, PatchWeights = true });
        byte[][] pictures = [.. Enumerable.Range(0, 8).Select(Picture.Of)];
        Frames(100);
        (long all, long thread) = (GC.GetTotalAllocatedBytes(true), GC.GetAllocatedBytesForCurrentThread());
        Frames(1000);
        thread = GC.GetAllocatedBytesForCurrentThread() - thread;
        Assert.Equal((0, 0), (thread, GC.GetTotalAllocatedBytes(true) - all));

        void Frames(int count)
        {
            for (int end = sink.Count + count; sink.Count < end;)
            {
                stream.Push(pictures[sink.Count % 8], sink.Count * 0.04);
                while (engine.Tick()) { }
            }
        }
    }

    /// <summary>A sink that keeps nothing.</summary>
    private sealed class CountingSink : IResultSink
    {
        public string Name => "counter";

        public int Count { get; private set; }

        public void Show(FrameResult result, PixelBuffer picture) => Count++;

        public void Change(StreamStateChange change)
        {
        }

        public void Complete(string stream, StreamCount count)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
