using CoCa.Live.Sources;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Live.Tests.Sources;

public sealed class NutReaderTests
{
    private const int Inputs = 100_000;

    private static readonly Lazy<byte[]> s_recorded = new(() =>
    {
        using Clips clips = new();
        return File.ReadAllBytes(clips.Make("a.nut", "-f", "lavfi", "-i", "testsrc=s=16x8:r=10", "-frames:v", "12", "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-enc_time_base", "-1", "-f", "nut"));
    });

    [Fact]
    public void What_ffmpeg_writes_is_read_to_the_last_frame()
    {
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i / 10.0), Read(s_recorded.Value).Select(t => t.TotalSeconds));
    }

    [Fact]
    public void Every_way_of_cutting_it_off_is_an_end()
    {
        byte[] whole = s_recorded.Value;
        for (int length = 0; length < whole.Length; length++) Assert.InRange(Read(whole[..length]).Count, 0, 12);
    }

    [Fact]
    public void Damaged_streams_are_frames_or_one_error()
    {
        byte[] whole = s_recorded.Value;
        Gen<(int At, byte Value)[]> changes = Gen.Zip(Gen.OneOf(Gen.Choose(0, 320), Gen.Choose(0, whole.Length - 1)), Gen.Choose(0, 255).Select(v => (byte)v), (at, value) => (at, value)).ArrayOf().Where(a => a.Length > 0);
        Prop.ForAll(changes.ToArbitrary(), list =>
        {
            byte[] damaged = [.. whole];
            foreach ((int at, byte value) in list) damaged[at] = value;
            try
            {
                Assert.InRange(Read(damaged).Count, 0, whole.Length);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Inputs));
    }

    private static List<TimeSpan> Read(byte[] bytes)
    {
        NutReader reader = new(new MemoryStream(bytes));
        List<TimeSpan> times = [];
        while (reader.ReadFrame() is { } frame)
        {
            Assert.Equal(frame.Width * frame.Height * 3, frame.Pixels.Length);
            times.Add(frame.Time);
            frame.Dispose();
        }
        return times;
    }
}
