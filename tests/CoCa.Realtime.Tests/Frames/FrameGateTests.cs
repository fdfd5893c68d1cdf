using CoCa.Realtime.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Realtime.Tests.Frames;

public sealed class FrameGateTests
{
    private enum Act { Push, Take, Close }

    [Fact]
    public void Whatever_happens_ids_rise_and_every_frame_is_taken_dropped_or_left_in_its_file()
    {
        Gen<(BackPressure Kind, bool LookAhead, Act[] Acts)> runs =
            from kind in Gen.Elements(BackPressure.NewestWins, BackPressure.Lossless)
            from lookAhead in Gen.Elements(true, false)
            from acts in Gen.Frequency((8, Gen.Constant(Act.Push)), (8, Gen.Constant(Act.Take)), (1, Gen.Constant(Act.Close))).ArrayOf()
            select (kind, lookAhead, acts);
        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            FrameGate gate = new(run.Kind, run.Kind == BackPressure.Lossless ? 4 : 1, run.LookAhead);
            long pushed = 0, taken = 0, last = -1;
            foreach (Act act in run.Acts)
            {
                if (act == Act.Close) gate.Close();
                else if (act == Act.Push)
                {
                    if (gate.Begin(wait: false) is not { } frame) continue;
                    Assert.True(gate.Push(frame, 0));
                    Assert.Equal(pushed++, frame.Id);
                }
                else if (gate.TryTake() is { } frame)
                {
                    Assert.True(frame.Id > last, "a frame came twice, or out of order");
                    if (run.Kind == BackPressure.Lossless) Assert.Equal(last + 1, frame.Id);
                    last = frame.Id;
                    taken++;
                    gate.Return(frame);
                }
            }
            gate.Close();
            Assert.Equal(gate.In, taken + gate.Dropped);
            Assert.True(run.Kind == BackPressure.Lossless ? gate.Dropped == 0 : gate.In == pushed);
            Assert.True(gate.IsDrained);
            Assert.Null(gate.TryTake());
            Assert.Null(gate.Begin(wait: true));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Buffers_go_round()
    {
        FrameGate gate = new(BackPressure.NewestWins, 1, lookAhead: false);
        HashSet<FrameBuffer> seen = [];
        for (int i = 0; i < 100; i++)
        {
            FrameBuffer frame = gate.Begin(wait: false)!;
            seen.Add(frame);
            gate.Push(frame, 0);
            if (i % 3 == 0 && gate.TryTake() is { } taken) gate.Return(taken);
        }
        Assert.InRange(seen.Count, 1, 3);
        Assert.Equal((100, 66), (gate.In, gate.Dropped));
    }

    [Fact]
    public void The_newest_frame_wins()
    {
        FrameGate gate = new(BackPressure.NewestWins, 1, lookAhead: false);
        for (int i = 0; i < 5; i++) gate.Push(gate.Begin(wait: true)!, 0);
        Assert.Equal(4, gate.TryTake()!.Id);
        Assert.Equal((5, 4), (gate.In, gate.Dropped));
    }

    [Fact]
    public void Looking_ahead_the_last_frame_is_known()
    {
        FrameGate gate = new(BackPressure.Lossless, 4, lookAhead: true);
        gate.Push(gate.Begin(wait: true)!, 0);
        Assert.Null(gate.TryTake());
        gate.Push(gate.Begin(wait: true)!, 0);
        Assert.False(gate.TryTake()!.IsLast);
        gate.Complete();
        Assert.True(gate.TryTake()!.IsLast);
    }

    [Fact]
    public async Task A_full_lossless_gate_holds_its_source_until_there_is_room_or_it_closes()
    {
        FrameGate gate = new(BackPressure.Lossless, 2, lookAhead: false);
        TaskCompletionSource ended = new();
        long pushed = 0;
        new Thread(() =>
        {
            while (gate.Begin(wait: true) is { } frame && gate.Push(frame, 0)) Interlocked.Increment(ref pushed);
            ended.SetResult();
        }).Start();
        for (int taken = 0; taken < 50;)
            if (gate.TryTake() is { } frame)
            {
                Assert.Equal(taken++, frame.Id);
                gate.Return(frame);
            }
            else await Task.Yield();
        gate.Close();
        await ended.Task;
        Assert.InRange(Interlocked.Read(ref pushed), 50, 53);
        Assert.Equal((50, 0), (gate.In, gate.Dropped));
    }
}
