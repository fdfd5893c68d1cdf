using System.Text.Json;
using CoCa.Live.Sinks;
using CoCa.Realtime.Results;

namespace CoCa.Live.Tests.Sinks;

public sealed class JsonLinesSinkTests
{
    private static readonly LabelScore[] s_labels = [new("a cat", .1f, false), new("a dog", .9f, true), new("größer \"x\"", .5f, false)];

    [Fact]
    public async Task Each_frame_state_and_end_is_a_line()
    {
        using TemporaryFolder folder = new();
        string path = folder["a.jsonl"];
        JsonLinesSink sink = JsonLinesSink.Create(path, new() { Top = 2 });
        Frames frames = new(sink) { Labels = s_labels };
        frames.Show(1.30130001);
        frames.Show(2, Frames.Caption("a dog", 1, 1.5));
        sink.Change(new("clip", StreamState.Stalled, TimeSpan.FromSeconds(2), "no frame for 5 s"));
        Assert.Equal(3, ReadShared(path).Length); // before anybody closes it
        sink.Complete("clip", new(4, 2, 1, 1));
        await sink.DisposeAsync();
        Assert.Equal(
        [
            """{"type":"frame","id":0,"t":1.3013,"ageMs":0,"labels":[{"name":"a dog","p":0.9,"on":true},{"name":"größer \"x\"","p":0.5}],"caption":"","captionState":"partial"}""",
            """{"type":"frame","id":1,"t":2,"ageMs":0,"labels":[{"name":"a dog","p":0.9,"on":true},{"name":"größer \"x\"","p":0.5}],"caption":"a dog","captionState":"final","captionFrom":1,"captionTo":1.5}""",
            """{"type":"state","stream":"clip","state":"stalled","t":2,"reason":"no frame for 5 s"}""",
            """{"type":"summary","in":4,"shown":2,"dropped":1,"failed":1}""",
        ], ReadShared(path));
    }

    [Fact]
    public void A_line_costs_no_allocation()
    {
        using TemporaryFolder folder = new();
        JsonLinesSink sink = JsonLinesSink.Create(folder["a.jsonl"], new() { Top = 3, NamesStreams = true });
        Frames frames = new(sink) { Labels = s_labels };
        LiveCaption caption = Frames.Caption("a dog runs over a meadow and another one follows", 0, 1);
        for (int i = 0; i < 100; i++) frames.Show(i / 25.0, caption);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 100; i < 1100; i++) frames.Show(i / 25.0, caption);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_full_disk_leaves_whole_lines()
    {
        FullDisk disk = new(1000);
        JsonLinesSink sink = new(disk, "a.jsonl");
        Frames frames = new(sink) { Labels = s_labels };
        SinkException e = Assert.Throws<SinkException>(() =>
        {
            for (int i = 0; i < 100; i++) frames.Show(i);
        });
        Assert.StartsWith("a.jsonl: cannot be written any more: No space", e.Message);
        string[] lines = System.Text.Encoding.UTF8.GetString(disk.ToArray()).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.InRange(lines.Length, 4, 9);
        foreach (string line in lines[..^1]) Assert.Equal("frame", JsonDocument.Parse(line).RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public void A_score_that_is_no_number_is_still_JSON()
    {
        using MemoryStream file = new();
        JsonLinesSink sink = new(file, "a");
        new Frames(sink) { Labels = new LabelScore[] { new("x", float.NaN, false) } }.Show(0);
        Assert.Equal(0, JsonDocument.Parse(file.ToArray()).RootElement.GetProperty("labels")[0].GetProperty("p").GetSingle());
    }

    private static string[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}
