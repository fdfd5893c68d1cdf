using CoCa.Core.Preprocessing;
using CoCa.Live.Sources;
using CoCa.Realtime.Frames;

namespace CoCa.Live.Tests.Sources;

public sealed class FolderSourceTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public async Task Pictures_come_in_the_order_of_their_numbers_at_the_stated_rate_and_each_of_its_own_size()
    {
        Picture("b9.png", "16x8", "red");
        Picture("b10.jpg", "32x16", "lime");
        Picture("a.png", "8x8", "blue");
        File.WriteAllText(Path.Combine(_clips.Folder, "notes.txt"), "no picture");
        await using IFrameSource source = Open(rate: 4);
        Assert.Equal((false, _clips.Folder), (source.IsLive, source.Name));
        Assert.Equal([(0.0, 8, 8, 2), (0.25, 16, 8, 0), (0.5, 32, 16, 1)], Read(source));
        Assert.Null(source.Complaint);
    }

    [Fact]
    public async Task A_damaged_picture_leaves_a_gap_and_is_told_of()
    {
        Picture("1.png", "8x8", "red");
        File.WriteAllBytes(Path.Combine(_clips.Folder, "2.png"), [1, 2, 3]);
        Picture("3.png", "8x8", "red");
        await using IFrameSource source = Open();
        Assert.Equal([0.0, 0.2], Read(source).Select(f => f.Time));
        Assert.StartsWith("1 of 3 pictures could not be read: ", source.Complaint, StringComparison.Ordinal);
        Assert.Contains("2.png", source.Complaint!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_a_folder_is_read()
    {
        foreach (int i in Enumerable.Range(0, 6)) Picture($"{i}.png", "8x8", "red");
        await using IFrameSource source = FrameSource.Open(new() { Address = SourceAddress.Parse(_clips.Folder), Start = TimeSpan.FromSeconds(0.15), MaxFrames = 3 });
        Assert.Equal([0.2, 0.3, 0.4], Read(source).Select(f => f.Time));
    }

    [Fact]
    public async Task Transparent_and_printed_pictures_keep_their_colours()
    {
        string pictures = TestData.Fixture("preprocess", "src");
        await using IFrameSource source = FrameSource.Open(new() { Address = SourceAddress.Parse(pictures) });
        FrameBuffer frame = new();
        List<PixelFormat> formats = [];
        while (source.Read(frame)) formats.Add(frame.Pixels.Format);
        Assert.Equal(Directory.GetFiles(pictures).Length, formats.Count);
        Assert.Contains(PixelFormat.Rgba32, formats);
    }

    [Fact]
    public void A_folder_without_pictures_is_refused_in_one_line()
    {
        string message = Assert.Throws<SourceException>(() => Open()).Message;
        Assert.StartsWith($"{_clips.Folder}: no picture in this folder, expected some of .jpg", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_which_nothing_can_be_read_is_an_error()
    {
        File.WriteAllBytes(Path.Combine(_clips.Folder, "a.png"), []);
        await using IFrameSource source = Open();
        Assert.Contains("1 of 1 pictures could not be read", Assert.Throws<SourceException>(() => source.Read(new FrameBuffer())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_its_own_pace_it_waits_and_disposal_ends_the_wait()
    {
        Picture("1.png", "8x8", "red");
        Picture("2.png", "8x8", "red");
        IFrameSource source = FrameSource.Open(new() { Address = SourceAddress.Parse(_clips.Folder), Rate = 0.001, Realtime = true });
        Assert.True(source.IsLive);
        FrameBuffer frame = new();
        Assert.True(source.Read(frame)); // the next one is due in a quarter of an hour
        Task<bool> second = Task.Run(() => source.Read(frame));
        await source.DisposeAsync();
        Assert.False(await second);
    }

    private IFrameSource Open(double rate = 0) => FrameSource.Open(new() { Address = SourceAddress.Parse(_clips.Folder), Rate = rate });

    private void Picture(string name, string size, string colour) => _clips.Make(name, "-f", "lavfi", "-i", $"color={colour}:s={size}", "-frames:v", "1");

    /// <summary>Times, sizes, and which of red, green and blue is the strongest.</summary>
    private static List<(double Time, int Width, int Height, int Strongest)> Read(IFrameSource source)
    {
        FrameBuffer frame = new();
        List<(double, int, int, int)> frames = [];
        while (source.Read(frame))
        {
            byte[] first = frame.Pixels.Plane0[..3].ToArray();
            frames.Add((Math.Round(frame.Time.TotalSeconds, 6), frame.Pixels.Width, frame.Pixels.Height, Array.IndexOf(first, first.Max())));
        }
        return frames;
    }
}
