using System.Text.Json;
using CoCa.Core.Preprocessing;
using CoCa.Live.Sinks;
using CoCa.Live.Sources;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Results;

namespace CoCa.Live.Tests.Sinks;

/// <summary>A disk that really fills up.</summary>
public sealed class SmallDiskTests
{
    [Fact]
    public async Task A_recording_ends_with_a_clear_line_and_plays_as_far_as_it_came()
    {
        using SmallDisk disk = new(kilobytes: 512);
        string path = disk["seen.mp4"];
        RecorderSink sink = RecorderSink.Create(path);
        byte[] pixels = new byte[320 * 240 * 3];
        Random random = new(3);
        SinkException e = Assert.Throws<SinkException>(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                random.NextBytes(pixels.AsSpan(0, 320 * 3 * 16)); // what cannot be compressed
                sink.Show(new() { Stream = "clip", Time = TimeSpan.FromSeconds(i / 25.0), State = StreamState.Running }, PixelBuffer.Packed(PixelFormat.Rgb24, pixels, 320, 240));
            }
        });
        Assert.StartsWith($"{path}: the recording broke off: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        await sink.DisposeAsync(); // said once
        await using FfmpegSource source = FfmpegSource.Open(new() { Address = SourceAddress.Parse(path) });
        FrameBuffer frame = new();
        Assert.True(source.Read(frame));
        Assert.Equal((320, 240), (frame.Pixels.Width, frame.Pixels.Height));
    }

    [Fact]
    public async Task Events_end_with_a_clear_line_and_are_whole_lines()
    {
        using SmallDisk disk = new(kilobytes: 64);
        string path = disk["events.jsonl"];
        await using JsonLinesSink sink = JsonLinesSink.Create(path);
        Frames frames = new(sink);
        SinkException e = Assert.Throws<SinkException>(() =>
        {
            for (int i = 0; i < 5000; i++) frames.Show(i / 25.0);
        });
        Assert.Contains("o space left on device", e.Message, StringComparison.Ordinal);
        string[] lines = File.ReadAllText(path).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.InRange(lines.Length, 100, 5000);
        for (int i = 0; i < lines.Length - 1; i++) Assert.Equal(i, JsonDocument.Parse(lines[i]).RootElement.GetProperty("id").GetInt32());
    }
}
