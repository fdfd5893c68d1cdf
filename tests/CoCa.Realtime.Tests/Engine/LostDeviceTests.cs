using CoCa.Inference;
using CoCa.Inference.Generation;
using CoCa.Inference.Sessions;
using CoCa.Inference.Tests;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Tests.Engine;

/// <summary>What is counted is the whole process's, so nothing else runs beside it.</summary>
[Collection(nameof(AllocationTests))]
public sealed class LostDeviceTests : IAsyncDisposable
{
    private readonly Device _device = new();
    private readonly Clock _clock = new();
    private readonly RecordingSink _sink = new();

    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    [Fact]
    public async Task A_lost_device_is_opened_again_and_the_window_goes_on_as_if_nothing_had_been()
    {
        using CoCaModel model = _device.Open();
        await using CoCaEngine engine = new(model, new() { Time = _clock });
        engine.AddSink(_sink);
        EngineStream stream = engine.AddStream(new() { SceneCut = 0 }), another = engine.AddStream(new() { Name = "another", SceneCut = 0 });
        using CoCaModel healthy = TestBundles.Open("openclip");
        ByHand byHand = new(healthy, 8);
        for (int i = 0; i < 3; i++) Show(i);
        long sessions = NativeLedger.Sessions;
        _device.IsLost = true;
        Push(3); // fails as it is lost, and again at once
        Push(4);
        Assert.Equal((StreamState.DeviceLost, StreamState.DeviceLost), (stream.State, another.State));
        Push(5); // not before a quarter of a second is over
        int calls = _device.Calls;
        Push(6);
        Assert.Equal(calls, _device.Calls);
        _device.IsLost = false;
        Push(7);
        Assert.Equal(calls, _device.Calls);
        _clock.Advance(0.3);
        Show(8);
        Show(9);
        Assert.InRange(NativeLedger.Sessions, 1, sessions);
        Assert.Equal((StreamState.Running, StreamState.Running), (stream.State, another.State));
        Assert.Equal([0, 1, 2, 8, 9], _sink.Results.Where(r => r.Stream == "video").Select(r => (int)r.Id));
        stream.Complete();
        engine.Tick();
        Assert.Equal(new(10, 5, 0, 5), await stream.Completion);
        Assert.Equal([StreamState.Running, StreamState.DeviceLost, StreamState.Running, StreamState.Ended], _sink.Changes.Where(c => c.Stream == "video").Select(c => c.State));
        Assert.Equal("the stand-in is gone", _sink.Changes.First(c => c.State == StreamState.DeviceLost).Reason);

        void Show(int i)
        {
            Push(i);
            Assert.Equal(byHand.Add(Picture.Of(i), i), _sink.Results.Last(r => r.Stream == "video").Embedding.ToArray());
        }

        void Push(int i)
        {
            stream.Push(Picture.Of(i), i);
            another.Push(Picture.Of(i), i);
            while (engine.Tick()) { }
        }
    }

    [Fact]
    public async Task A_file_waits_for_the_device_and_loses_only_the_frame_in_work_and_its_caption_begins_anew()
    {
        using CoCaModel model = _device.Open();
        await using CoCaEngine engine = new(model, new() { Time = _clock });
        engine.AddSink(_sink);
        GenerationOptions generation = new() { Method = GenerationMethod.Greedy, MaxLength = 12, MinLength = 10, Tokens = new(62, 63) };
        EngineStream stream = engine.AddStream(new() { BackPressure = BackPressure.Lossless, SceneCut = 0, Captions = new CaptionOptions { Generation = generation, TokensPerFrame = 2 } });
        for (int i = 0; i < 30; i++)
        {
            if (i == 3) _device.IsLost = true;
            for (int attempt = 0; !stream.Push(Picture.Of(i), i * 0.1); attempt++)
            {
                Assert.InRange(attempt, 0, 3);
                _device.IsLost = false;
                _clock.Advance(5);
                while (engine.Tick()) { }
            }
            while (engine.Tick()) { }
        }
        stream.Complete();
        while (engine.Tick()) { }
        StreamCount count = await stream.Completion;
        Assert.Equal((30, 0), (count.In, count.Dropped));
        Assert.InRange(count.Failed, 1, 2);
        Assert.Equal(CaptionState.Final, _sink.Results[^1].Caption!.State);
    }

    [Fact]
    public async Task A_device_that_does_not_come_back_ends_the_streams_after_a_minute()
    {
        using CoCaModel model = _device.Open();
        await using CoCaEngine engine = new(model, new() { Time = _clock });
        EngineStream stream = engine.AddStream(new());
        _device.IsLost = true;
        for (int i = 0; i < 200 && !stream.Completion.IsCompleted; i++)
        {
            stream.Push(Picture.Of(i), i);
            engine.Tick();
            _clock.Advance(0.5);
        }
        StreamCount count = await stream.Completion;
        Assert.IsType<DeviceLostException>(stream.Error);
        Assert.InRange(count.In, 110, 130);
        Assert.Equal((0, count.In), (count.Shown, count.Failed + count.Dropped));
        Assert.InRange(_device.Calls, 10, 30);
    }

    [Fact]
    public void A_model_that_was_opened_anew_gives_the_same_into_the_same_buffers()
    {
        using CoCaModel model = _device.Open();
        using RecordedModel recorded = RecordedModel.Open("openclip");
        float[] pictures = recorded.Io.Floats("in.images");
        using Inference.Encoding.ImageFeatures features = model.ImageEncoder.Encode(pictures, 3, model.ImageEncoder.Layout.Available);
        float[] before = features.AllTokens.ToArray();
        IReadOnlyList<long> words = model.Captioner.Generate(features.Tokens(0), 1, recorded.Options)[0].Ids;
        GenerationRun run = model.Captioner.Start(features.AllTokens, 3, recorded.Options);
        run.Step();
        long bindings = NativeLedger.Bindings;
        model.Reopen();
        Assert.True(NativeLedger.Bindings < bindings);
        run.Dispose();
        model.ImageEncoder.Encode(features, 3);
        Assert.Equal(before, features.AllTokens.ToArray());
        Assert.Equal(words, model.Captioner.Generate(features.Tokens(0), 1, recorded.Options)[0].Ids);
    }

    /// <summary>The processor, which can be lost.</summary>
    private sealed class Device
    {
        public bool IsLost { get; set; }

        /// <summary>Runs and loads that were asked for.</summary>
        public int Calls { get; private set; }

        public CoCaModel Open() => CoCaModel.Open(TestBundles.Of("openclip"), new() { Device = "cpu", Threads = 1, OnCall = Call });

        private void Call(string doing)
        {
            if (!doing.StartsWith("running", StringComparison.Ordinal) && !doing.StartsWith("loading", StringComparison.Ordinal)) return; // what is let go of asks no device
            Calls++;
            if (IsLost) throw new DeviceLostException("the stand-in is gone");
        }
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
