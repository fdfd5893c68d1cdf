using CoCa.Live.Sinks;
using CoCa.Live.Sources;

namespace CoCa.Live.Tests.Sinks;

public sealed class NutWriterTests
{
    [Fact]
    public async Task Ffmpeg_reads_every_frame_with_its_time_and_its_pixels()
    {
        using TemporaryFolder folder = new();
        string path = folder["a.nut"];
        long[] times = [0, 1, 3000, 90_000, 90_000 * 3600L, 90_000 * 3600L + 7];
        byte[][] frames = [.. times.Select((_, i) => Enumerable.Range(0, 31 * 17 * 3).Select(k => (byte)(k * (i + 1))).ToArray())];
        using (FileStream file = File.Create(path))
        {
            NutWriter writer = new(file);
            writer.WriteHead(31, 17);
            for (int i = 0; i < times.Length; i++) writer.WriteFrame(times[i], frames[i]);
        }
        // First by ffmpeg, then by the reader of our own.
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(path) });
        int n = 0;
        await foreach (VideoFrame frame in source.ReadAllAsync())
        {
            using VideoFrame owned = frame;
            Assert.Equal(TimeSpan.FromTicks(times[n] * TimeSpan.TicksPerSecond / NutWriter.Rate), frame.Time);
            Assert.True(frame.Pixels.SequenceEqual(frames[n++]));
        }
        Assert.Equal(times.Length, n);
        NutReader reader = new(new MemoryStream(await File.ReadAllBytesAsync(path)));
        foreach (byte[] expected in frames)
        {
            using VideoFrame frame = reader.ReadFrame()!;
            Assert.True(frame.Pixels.SequenceEqual(expected));
        }
        Assert.Null(reader.ReadFrame());
    }
}
