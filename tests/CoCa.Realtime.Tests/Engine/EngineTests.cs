using System.Diagnostics.Metrics;
using CoCa.Core;
using CoCa.Inference;
using CoCa.Inference.Generation;
using CoCa.Inference.Tests;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Accounting;
using CoCa.Realtime.Results;

namespace CoCa.Realtime.Tests.Engine;

public sealed class EngineTests : IDisposable
{
    private readonly CoCaModel _model = TestBundles.Open("openclip");

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task A_hosts_own_loop_gets_what_the_window_holds()
    {
        RecordingSink sink = new();
        await using CoCaEngine engine = new(_model);
        engine.AddSink(sink);
        EngineStream stream = engine.AddStream(new() { Name = "a", PatchWeights = true, Window = new() { MaxFrames = 3 }, SceneCut = 0 });
        ByHand byHand = new(_model, 3);
        FrameResult latest = new();
        Assert.False(stream.TryGetLatest(latest));
        for (int i = 0; i < 6; i++)
        {
            byte[] picture = Picture.Of(i);
            Assert.True(stream.Push(picture, i * 0.5));
            while (engine.Tick()) { }
            float[] expected = byHand.Add(picture, i * 0.5);
            Assert.True(stream.TryGetLatest(latest));
            Assert.False(stream.TryGetLatest(latest));
            Assert.Equal((i, TimeSpan.FromSeconds(i * 0.5), "a", StreamState.Running), (latest.Id, latest.Time, latest.Stream, latest.State));
            Assert.Equal(expected, latest.Embedding.ToArray());
            Assert.Equal(Math.Min(i + 1, 3), latest.FrameWeights.Length);
            Assert.Equal(1, latest.FrameWeights.ToArray().Sum(), 1e-5);
            Assert.Equal(latest.GridWidth * latest.GridHeight, latest.PatchWeights.Length);
            Assert.InRange(latest.PatchWeights.ToArray().Sum(), 0.01, 1);
        }
        stream.Complete();
        while (engine.Tick()) { }
        Assert.Equal(new(6, 6, 0, 0), await stream.Completion);
        Assert.Equal(6, sink.Results.Count);
        Assert.Equal([StreamState.Running, StreamState.Ended], sink.Changes.Select(c => c.State));
        Assert.Equal(new(6, 6, 0, 0), sink.Counts["a"]);
        Assert.Empty(engine.Streams);
    }

    [Fact]
    public async Task Every_frame_of_a_lossless_source_is_read_in_order_by_whoever_awaits()
    {
        await using CoCaEngine engine = new(_model);
        EngineStream stream = engine.AddStream(new(), () => new FakeSource(200));
        long next = 0;
        await foreach (FrameResult result in engine.ReadAllAsync(TestContext.Current.CancellationToken)) Assert.Equal(next++, result.Id);
        Assert.Equal((200, BackPressure.Lossless), (next, stream.BackPressure));
        Assert.Equal(new(200, 200, 0, 0), await stream.Completion);
        Assert.Null(stream.Error);
    }

    [Fact]
    public async Task Under_overload_only_the_newest_frame_is_ever_shown()
    {
        // While one frame is in work ten more come: the next one shown is the last of them, so no frame is older than two turns.
        await using CoCaEngine engine = new(_model);
        EngineStream stream = null!;
        long pushed = 0;
        RecordingSink sink = new(result =>
        {
            Assert.Equal(pushed - 1, result.Id);
            for (int i = 0; i < 10; i++) stream.Push(Picture.Of((int)pushed), pushed++ / 60.0);
        });
        engine.AddSink(sink);
        stream = engine.AddStream(new());
        stream.Push(Picture.Of(0), pushed++);
        for (int i = 0; i < 100; i++) engine.Tick();
        Assert.Empty(engine.Summary().FailedSinks);
        stream.Stop();
        engine.Tick();
        StreamCount count = await stream.Completion;
        Assert.Equal(new(pushed, 100, pushed - 100, 0), count);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 3)]
    public async Task Streams_get_equal_shares_even_when_there_are_more_than_fit_a_batch(int streams, int batch)
    {
        RecordingSink sink = new();
        await using CoCaEngine engine = new(_model, new() { MaxBatch = batch });
        engine.AddSink(sink);
        EngineStream[] all = [.. Enumerable.Range(0, streams).Select(i => engine.AddStream(new() { Name = $"s{i}", SceneCut = 0 }))];
        for (int turn = 0; turn < 80; turn++)
        {
            foreach (EngineStream stream in all) stream.Push(Picture.Of(turn), turn);
            engine.Tick();
        }
        int share = sink.Results.Count / streams;
        Assert.Equal(80 * batch, sink.Results.Count);
        foreach (EngineStream stream in all) Assert.InRange(sink.Results.Count(r => r.Stream == stream.Name), share * 9 / 10, share * 11 / 10);
    }

    [Fact]
    public async Task A_sink_that_fails_is_told_of_once_and_the_others_go_on()
    {
        RecordingSink good = new(), bad = new(r => throw new IOException("disk full"));
        CoCaEngine engine = new(_model);
        engine.AddSink(bad);
        engine.AddSink(good);
        EngineStream stream = engine.AddStream(new());
        for (int i = 0; i < 5; i++)
        {
            stream.Push(Picture.Of(i), i);
            engine.Tick();
        }
        Assert.Equal((1, 5), (bad.Results.Count, good.Results.Count));
        Assert.Equal(["recorder: disk full"], engine.Summary().FailedSinks);
        await engine.DisposeAsync();
        Assert.True(good.IsDisposed && bad.IsDisposed);
        Assert.Equal(new(5, 5, 0, 0), good.Counts["video"]);
        Assert.Empty(bad.Counts);
    }

    [Fact]
    public async Task Frames_that_the_device_fails_on_are_counted_and_end_the_stream_when_there_is_no_end_of_them()
    {
        await using CoCaEngine engine = new(_model);
        EngineStream stream = engine.AddStream(new());
        stream.Push(Picture.Of(0), 0);
        engine.Tick();
        _model.Dispose();
        for (int i = 1; i < 20 && !stream.Completion.IsCompleted; i++)
        {
            stream.Push(Picture.Of(i), i);
            engine.Tick();
        }
        StreamCount count = await stream.Completion;
        Assert.Equal((1, 8), (count.Shown, count.Failed));
        Assert.Equal(count.In, count.Shown + count.Dropped + count.Failed);
        Assert.NotNull(stream.Error);
    }

    [Fact]
    public async Task A_live_source_that_is_lost_is_opened_again_and_ids_rise_through_the_gap()
    {
        int opened = 0;
        RecordingSink sink = new();
        await using CoCaEngine engine = new(_model);
        engine.AddSink(sink);
        EngineStream stream = engine.AddStream(new() { BackPressure = BackPressure.Lossless }, () => ++opened switch
        {
            1 => new FakeSource(3, isLive: true, error: "gone"),
            2 => throw new InvalidInputException("refused"),
            _ => new FakeSource(4, isLive: true),
        });
        engine.Start();
        Assert.Equal(new(7, 7, 0, 0), await stream.Completion);
        Assert.Equal(Enumerable.Range(0, 7), sink.Results.Select(r => (int)r.Id));
        Assert.Equal([StreamState.Running, StreamState.Lost, StreamState.Reconnecting, StreamState.Lost, StreamState.Reconnecting, StreamState.Running, StreamState.Ended], sink.Changes.Select(c => c.State));
        Assert.Equal("gone", sink.Changes[1].Reason);
        Assert.Equal(2, engine.Summary().Streams.Single().Losses);
        // The clock of the new connection begins at 0 again, and the window with it.
        Assert.Single(sink.Results[3].FrameWeights.ToArray());
    }

    [Fact]
    public async Task What_never_worked_or_may_not_come_back_ends_with_its_error()
    {
        await using CoCaEngine engine = new(_model);
        engine.Start();
        EngineStream never = engine.AddStream(new() { Name = "never" }, () => new FakeSource(0, isLive: true, error: "no such camera"));
        EngineStream once = engine.AddStream(new() { Name = "once", ReconnectFor = TimeSpan.Zero }, () => new FakeSource(2, isLive: true, error: "unplugged"));
        EngineStream file = engine.AddStream(new() { Name = "file" }, () => new FakeSource(2, error: "broke off"));
        await Task.WhenAll(never.Completion, once.Completion, file.Completion);
        Assert.Equal(["no such camera", "unplugged", "broke off"], ((EngineStream[])[never, once, file]).Select(s => s.Error!.Message));
        Assert.Equal(new(2, 2, 0, 0), await file.Completion);
    }

    [Fact]
    public async Task Disposing_ends_a_source_that_hangs()
    {
        FakeSource source = new(1, isLive: true, hangs: true);
        RecordingSink sink = new();
        CoCaEngine engine = new(_model);
        engine.AddSink(sink);
        EngineStream stream = engine.AddStream(new() { StallAfter = TimeSpan.FromMilliseconds(1) }, () => source);
        engine.Start();
        while (stream.State != StreamState.Stalled) await Task.Yield();
        await engine.DisposeAsync();
        await stream.Completion;
        Assert.True(source.Disposals > 0);
        Assert.Equal([StreamState.Running, StreamState.Stalled, StreamState.Ended], sink.Changes.Select(c => c.State));
    }

    [Fact]
    public async Task A_picture_that_stays_the_same_is_frozen_until_it_moves()
    {
        RecordingSink sink = new();
        await using CoCaEngine engine = new(_model);
        engine.AddSink(sink);
        EngineStream stream = engine.AddStream(new() { FreezeAfter = TimeSpan.FromSeconds(2) });
        for (int i = 0; i < 6; i++)
        {
            stream.Push(Picture.Of(i < 5 ? 1 : 2), i);
            engine.Tick();
        }
        Assert.Equal([StreamState.Running, StreamState.Running, StreamState.Frozen, StreamState.Frozen, StreamState.Frozen, StreamState.Running], sink.Results.Select(r => r.State));
    }

    [Fact]
    public async Task A_scene_cut_begins_the_window_and_the_caption_anew()
    {
        RecordingSink sink = new();
        await using CoCaEngine engine = new(_model);
        engine.AddSink(sink);
        byte[] dark = new byte[Picture.Width * Picture.Height * 3], light = [.. dark.Select(_ => (byte)250)];
        EngineStream stream = engine.AddStream(new() { BackPressure = BackPressure.Lossless, Captions = Captions(_model, 3) });
        for (int i = 0; i < 20; i++)
        {
            stream.Push(i < 10 ? dark : light, i * 0.1);
            engine.Tick();
        }
        Assert.Equal([10], sink.Results.Where(r => r.IsSceneCut).Select(r => (int)r.Id));
        Assert.Equal((8, 1), (sink.Results[9].FrameWeights.Length, sink.Results[10].FrameWeights.Length));
        LiveCaption after = Assert.IsType<LiveCaption>(sink.Results[^1].Caption);
        Assert.True(after.From >= TimeSpan.FromSeconds(1), $"the caption is of {after.From} to {after.To}");
    }

    [Fact]
    public async Task Captions_of_a_file_do_not_depend_on_the_machine_and_the_last_is_finished()
    {
        string[][] runs = new string[2][];
        for (int run = 0; run < 2; run++)
        {
            RecordingSink sink = new();
            await using CoCaEngine engine = new(_model);
            engine.AddSink(sink);
            EngineStream stream = engine.AddStream(new() { Captions = Captions(_model, 2) }, () => new FakeSource(31));
            engine.Start();
            await stream.Completion;
            Assert.Equal(31, sink.Results.Count);
            Assert.Equal(CaptionState.Final, sink.Results[^1].Caption!.State);
            runs[run] = [.. sink.Results.Select(r => $"{r.Caption}")];
        }
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public async Task Labels_change_while_it_runs()
    {
        await using CoCaEngine engine = new(_model);
        EngineStream stream = engine.AddStream(new());
        FrameResult result = new();
        LabelSet one = new(["a"], new float[_model.Config.EmbedDim], 1), two = new(["b", "c"], new float[2 * _model.Config.EmbedDim], 1);
        foreach ((LabelSet? set, string[] names) in ((LabelSet?, string[])[])[(null, []), (one, ["a"]), (two, ["b", "c"]), (null, [])])
        {
            stream.SetLabels(set);
            stream.Push(Picture.Of(1), 1);
            engine.Tick();
            stream.TryGetLatest(result);
            Assert.Equal(names, result.Labels.ToArray().Select(l => l.Name));
        }
        Assert.Throws<InvalidInputException>(() => stream.SetLabels(one, new() { Off = 2 }));
    }

    [Fact]
    public async Task The_summary_says_where_the_time_went()
    {
        await using CoCaEngine engine = new(_model);
        EngineStream stream = engine.AddStream(new() { Captions = Captions(_model, 1), BackPressure = BackPressure.Lossless });
        for (int i = 0; i < 30; i++)
        {
            stream.Push(Picture.Of(i), i * 0.1);
            engine.Tick();
        }
        EngineSummary summary = engine.Summary();
        Assert.Equal(Enum.GetValues<Stage>().Skip(1), summary.Stages.Select(s => s.Stage));
        Assert.All(summary.Stages, s => Assert.True(s.P50 <= s.P95 && s.P95 <= s.P99 && s.P99 <= s.Longest && s.Longest <= s.Total || s.Count == 0, $"{s}"));
        Assert.Equal(30, summary.Stages.Single(s => s.Stage == Stage.Encode).Count);
        Assert.InRange(summary.Busy, 0, 1);
        Assert.True(summary.TokensPerSecond > 0);
    }

    [Fact]
    public async Task The_meter_has_the_same_counts_and_a_stream_that_has_ended_takes_nothing_more()
    {
        Dictionary<string, long> counts = [];
        long stages = 0;
        using MeterListener listener = new() { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == CoCaEngine.MeterName) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.Length == 2 && (string?)tags[0].Value == "metered") counts[(string)tags[1].Value!] = value;
        });
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref stages));
        listener.Start();
        CoCaEngine engine = new(_model);
        EngineStream stream = engine.AddStream(new() { Name = "metered" });
        for (int i = 0; i < 3; i++)
        {
            stream.Push(Picture.Of(i), i);
            stream.Push(Picture.Of(i + 1), i + 0.5);
            engine.Tick();
        }
        listener.RecordObservableInstruments();
        Assert.Equal((3, 3, 0), (counts["shown"], counts["dropped"], counts["failed"]));
        Assert.True(stages >= 3 * 6);
        await engine.DisposeAsync();
        Assert.False(stream.Push(Picture.Of(1), 9));
        stream.Stop();
        Assert.Equal(new(6, 3, 3, 0), await stream.Completion);
    }

    [Fact]
    public async Task Two_streams_of_one_name_and_a_tick_beside_the_own_thread_are_refused()
    {
        await using CoCaEngine engine = new(_model);
        engine.AddStream(new());
        Assert.Contains("video", Assert.Throws<InvalidInputException>(() => engine.AddStream(new())).Message, StringComparison.Ordinal);
        engine.Start();
        Assert.Throws<InvalidOperationException>(() => engine.Tick());
    }

    private static CaptionOptions Captions(CoCaModel model, double every) => new()
    {
        Every = TimeSpan.FromSeconds(every),
        Generation = new() { Method = GenerationMethod.Greedy, MaxLength = Math.Min(model.Captioner.MaxLength, 10), MinLength = 4 },
    };
}
