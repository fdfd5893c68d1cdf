using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Live.Sinks;
using CoCa.Realtime.Results;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Live.Tests.Sinks;

public sealed class ResultReplayTests
{
    private const int Inputs = 100_000;

    private static readonly Lazy<byte[]> s_recorded = new(() =>
    {
        using MemoryStream file = new();
        MessagePackSink sink = new(new WholeFile(file, "a"));
        sink.Change(new("cam", StreamState.Running, TimeSpan.Zero, null));
        for (int i = 0; i < 4; i++) sink.Show(Frame(i), Picture());
        sink.Change(new("cam", StreamState.Lost, TimeSpan.FromSeconds(3), "größer"));
        sink.Complete("cam", new(9, 4, 5, 0));
        return file.ToArray();
    });

    [Fact]
    public async Task What_was_written_comes_back_to_the_last_bit()
    {
        using TemporaryFolder folder = new();
        string path = folder["a.msgpack"];
        await File.WriteAllBytesAsync(path, s_recorded.Value);
        using ResultReplay replay = ResultReplay.Open(path);
        Assert.Equal(new StreamStateChange("cam", StreamState.Running, TimeSpan.Zero, null), replay.Read()!.Change);
        for (int i = 0; i < 4; i++)
        {
            FrameResult expected = Frame(i), frame = replay.Read()!.Frame!;
            Assert.Equal((expected.Stream, expected.Id, expected.Time, expected.Age, expected.State, expected.IsSceneCut, expected.Caption, expected.GridWidth, expected.GridHeight),
                (frame.Stream, frame.Id, frame.Time, frame.Age, frame.State, frame.IsSceneCut, frame.Caption, frame.GridWidth, frame.GridHeight));
            Assert.Equal(expected.Labels.ToArray(), frame.Labels.ToArray());
            Assert.Equal(expected.Embedding.ToArray(), frame.Embedding.ToArray());
            Assert.Equal(expected.FrameWeights.ToArray(), frame.FrameWeights.ToArray());
            Assert.Equal(expected.PatchWeights.ToArray(), frame.PatchWeights.ToArray());
        }
        Assert.Equal("größer", replay.Read()!.Change!.Reason);
        Assert.Equal(new StreamCount(9, 4, 5, 0), replay.Read()!.Count);
        Assert.Null(replay.Read());
        Assert.Equal(0, replay.TruncatedBytes);
    }

    [Fact]
    public void Every_way_of_cutting_it_off_gives_the_whole_messages_and_counts_the_rest()
    {
        byte[] whole = s_recorded.Value;
        int last = 0;
        for (int length = 15; length <= whole.Length; length++)
        {
            using ResultReplay replay = new(new MemoryStream(whole[..length]), "a");
            int events = 0;
            while (replay.Read() is not null) events++;
            Assert.InRange(events, last, last + 1);
            Assert.InRange(replay.TruncatedBytes, 0, 400);
            last = events;
        }
        Assert.Equal(7, last);
        Assert.Throws<InvalidInputException>(() => new ResultReplay(new MemoryStream(whole[..14]), "a"));
    }

    [Fact]
    public void Damaged_files_are_events_or_one_error()
    {
        byte[] whole = s_recorded.Value;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            int events = 0;
            try
            {
                using ResultReplay replay = new(new MemoryStream(Mutation.Of(whole, seed)), "a");
                while (replay.Read() is not null) events++;
            }
            catch (InvalidInputException e)
            {
                Assert.StartsWith("a: ", e.Message);
            }
            Assert.InRange(events, 0, whole.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Inputs));
    }

    [Fact]
    public void A_frame_costs_no_allocation()
    {
        using TemporaryFolder folder = new();
        MessagePackSink sink = MessagePackSink.Create(folder["a.msgpack"]);
        FrameResult frame = Frame(2);
        for (int i = 0; i < 10; i++) sink.Show(frame, Picture());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) sink.Show(frame, default);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_newer_version_is_refused_by_its_number()
    {
        byte[] newer = [.. s_recorded.Value];
        newer[14] = 9;
        Assert.Equal("a: damaged at byte 0: version 9, expected 1", Assert.Throws<InvalidInputException>(() => new ResultReplay(new MemoryStream(newer), "a")).Message);
    }

    private static PixelBuffer Picture() => PixelBuffer.Packed(PixelFormat.Rgb24, new byte[3], 1, 1);

    private static FrameResult Frame(int i) => new()
    {
        Stream = "cam",
        Id = i * 70_000L,
        Time = TimeSpan.FromSeconds(i * 1.3),
        Age = TimeSpan.FromMilliseconds(48),
        State = StreamState.Running,
        IsSceneCut = i == 1,
        Labels = i < 3 ? new LabelScore[] { new("a dog", .75f, true), new("猫", float.NaN, false) } : new LabelScore[] { new("a car", .5f, false) },
        Caption = i == 0 ? null : new("a dog", (CaptionState)(i % 3), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(i)),
        Embedding = new float[] { .6f, .8f },
        FrameWeights = i == 0 ? default : new float[] { .25f, .75f },
        PatchWeights = i == 2 ? new float[] { 1, 2, 3, 4, 5, 6 } : default,
        GridWidth = 3,
        GridHeight = 2,
    };
}
