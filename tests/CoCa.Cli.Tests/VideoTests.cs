using System.Diagnostics;
using System.Text.Json;
using CoCa.Live.Tests;
using CoCa.Live.Tests.Sources.Servers;

namespace CoCa.Cli.Tests;

public sealed class VideoTests : IDisposable
{
    private readonly Clips _clips = new();

    public void Dispose() => _clips.Dispose();

    [Fact]
    public async Task Caption_and_embed_sample_a_video_evenly()
    {
        string clip = _clips.Test("a.mp4", 40), bundle = await Bundles.SmallAsync();
        Assert.Equal(5, (await Coca.RunAsync("caption", "--model", bundle, clip, "--frames", "5", "--json")).Expect(0).Json.GetProperty("frames").GetInt32());
        (await Coca.RunAsync("embed", "--model", bundle, clip, "--json")).Expect(0);
    }

    [Theory]
    [InlineData("sound", "it has no video")]
    [InlineData("empty", "empty (0 bytes)")]
    [InlineData("cut", "moov atom not found")]
    public async Task A_video_without_video_is_one_line(string kind, string expected)
    {
        string path = kind switch
        {
            "sound" => _clips.Make("sound.mp4", "-f", "lavfi", "-i", "sine=d=0.2"),
            "cut" => Cut(_clips.Test("whole.mp4", 20)),
            _ => Path.Combine(_clips.Folder, "zero.mp4"),
        };
        if (kind == "empty") File.WriteAllBytes(path, []);
        string bundle = await Bundles.SmallAsync();
        (await Coca.RunAsync("caption", "--model", bundle, path)).ExpectOneLine(3, path, expected);
        Ended live = (await Coca.RunAsync("live", path, "--model", bundle, "--events", path + ".jsonl")).Expect(3);
        Assert.Contains(expected, live.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0, 0), Summary(Events(path + ".jsonl")));
    }

    [Fact]
    public async Task Live_shows_every_frame_of_a_file_and_counts_it()
    {
        string clip = _clips.Test("a.mp4", 30), events = Path.Combine(_clips.Folder, "events.jsonl");
        Ended ended = (await Coca.RunAsync("live", clip, "--model", await Bundles.WordsAsync(), "--events", events, "--labels", "dog,cat", "--caption-every", "1", "--subtitles", events + ".srt", "--subtitles", events + ".vtt")).Expect(0);
        Assert.StartsWith("WEBVTT", File.ReadAllText(events + ".vtt"), StringComparison.Ordinal);
        Assert.Contains(" --> ", File.ReadAllText(events + ".srt"), StringComparison.Ordinal);
        Assert.NotEmpty(ended.Lines);
        JsonElement[] lines = Events(events);
        JsonElement[] frames = Frames(lines);
        Assert.Equal((30, 30, 0, 0), Summary(lines));
        Assert.Equal(Enumerable.Range(0, 30), frames.Select(f => f.GetProperty("id").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i / 10.0), frames.Select(f => f.GetProperty("t").GetDouble()));
        Assert.All(frames, f =>
        {
            Assert.Equal(["type", "id", "t", "ageMs", "labels", "caption", "captionState"], f.EnumerateObject().Select(p => p.Name).Take(7));
            Assert.Equal("frame", f.GetProperty("type").GetString());
            Assert.True(f.GetProperty("ageMs").GetDouble() >= 0);
            Assert.Equal(1, f.GetProperty("labels").EnumerateArray().Sum(l => l.GetProperty("p").GetDouble()), 1e-4);
            Assert.Contains(f.GetProperty("captionState").GetString(), (string[])["partial", "final", "stale"]);
        });
        Assert.Contains(frames, f => f.GetProperty("captionState").GetString() == "final" && f.GetProperty("caption").GetString()!.Length > 0);
    }

    [Fact]
    public async Task The_caption_in_the_making_at_a_files_end_is_finished()
    {
        string events = Path.Combine(_clips.Folder, "events.jsonl");
        Ended ended = (await Coca.RunAsync("live", _clips.Test("short.mp4", 3), "--model", await Bundles.SmallAsync(), "--events", events, "--tokens-per-frame", "1", "--min-length", "9")).Expect(0);
        JsonElement[] lines = Frames(Events(events));
        Assert.Equal(["partial", "partial", "final"], lines.Select(l => l.GetProperty("captionState").GetString()));
        Assert.True(lines[2].GetProperty("caption").GetString()!.Split(' ').Length >= 9);
        Assert.Contains(lines[2].GetProperty("caption").GetString()!, ended.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_sources_are_watched_side_by_side_each_with_its_own_count_and_a_table_says_where_the_time_went()
    {
        string a = _clips.Test("a.mp4", 30), b = _clips.Test("b.mp4", 12, "32x64"), events = Path.Combine(_clips.Folder, "events.jsonl");
        Ended ended = (await Coca.RunAsync("live", a, b, a, "--model", await Bundles.SmallAsync(), "--events", events, "--window-seconds", "0.5", "--scene-cut", "0")).Expect(0);
        JsonElement[] lines = Events(events), frames = Frames(lines);
        foreach ((string stream, int count) in ((string, int)[])[(a, 30), (b, 12), ($"{a} (2)", 30)])
        {
            Assert.Equal(Enumerable.Range(0, count), frames.Where(f => f.GetProperty("stream").GetString() == stream).Select(f => f.GetProperty("id").GetInt32()));
            Assert.Equal(["running", "ended"], lines.Where(l => l.GetProperty("type").GetString() == "state" && l.GetProperty("stream").GetString() == stream).Select(l => l.GetProperty("state").GetString()));
            Assert.Contains($"{stream}: {count} frames in = {count} shown + 0 dropped + 0 failed", ended.Error, StringComparison.Ordinal);
        }
        foreach (string word in (string[])["stage", "encode", "age", "the limit is"]) Assert.Contains(word, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_at_its_own_pace_drops_rather_than_lags_and_ends_well()
    {
        string events = Path.Combine(_clips.Folder, "events.jsonl");
        (await Coca.RunAsync("live", _clips.Test("a.mp4", 15), "--model", await Bundles.SmallAsync(), "--events", events, "--realtime")).Expect(0);
        (long @in, long shown, long dropped, long failed) = Summary(Events(events));
        Assert.Equal((15, 0), (@in, failed));
        Assert.Equal(15, shown + dropped);
        (await Coca.RunAsync("live", "camera", "--model", await Bundles.SmallAsync(), "--realtime")).ExpectOneLine(2, "--realtime");
    }

    [Fact]
    public async Task Live_ends_after_the_frames_that_were_asked_for()
    {
        string events = Path.Combine(_clips.Folder, "events.jsonl");
        (await Coca.RunAsync("live", _clips.Test("a.mp4", 30), "--model", await Bundles.SmallAsync(), "--events", events, "--max-frames", "7")).Expect(0);
        Assert.Equal((7, 7, 0, 0), Summary(Events(events)));
    }

    [Fact]
    public async Task A_recorded_run_is_replayed_without_its_video_and_says_the_same()
    {
        string events = Path.Combine(_clips.Folder, "events.jsonl"), packed = Path.Combine(_clips.Folder, "run.msgpack"), again = Path.Combine(_clips.Folder, "again.jsonl"), video = Path.Combine(_clips.Folder, "seen.mp4");
        (await Coca.RunAsync("live", _clips.Test("a.mp4", 12), "--model", await Bundles.WordsAsync(), "--labels", "dog,cat", "--events", events, "--messages", packed, "--record", video, "--subtitles", events + ".srt")).Expect(0);
        Assert.Equal(12, FrameTimes(video).Length);
        File.Delete(Path.Combine(_clips.Folder, "a.mp4"));
        (await Coca.RunAsync("replay", packed, "--events", again, "--subtitles", again + ".srt")).Expect(0);
        Assert.Equal(Frames(Events(events)).Select(Told), Frames(Events(again)).Select(Told));
        Assert.Equal(12, Events(again)[^1].GetProperty("shown").GetInt64());
        Assert.Equal(File.ReadAllText(events + ".srt"), File.ReadAllText(again + ".srt"));

        // A file that was cut short is shown as far as it goes.
        byte[] bytes = File.ReadAllBytes(packed);
        File.WriteAllBytes(packed, bytes[..(bytes.Length / 2)]);
        Ended cut = (await Coca.RunAsync("replay", packed)).Expect(0);
        Assert.Contains("were left out", cut.Error, StringComparison.Ordinal);
        File.WriteAllText(packed, "no such thing");
        (await Coca.RunAsync("replay", packed)).ExpectOneLine(3, packed);

        static string Told(JsonElement frame) => $"{frame.GetProperty("id")} {frame.GetProperty("t")} {frame.GetProperty("labels")} {frame.GetProperty("caption")} {frame.GetProperty("captionState")}";
    }

    [Fact]
    public async Task The_page_of_a_run_is_served_to_who_has_its_address()
    {
        using Process live = Coca.Start(["live", _clips.Test("a.mp4", 300), "--realtime", "--model", await Bundles.WordsAsync(), "--labels", "dog,cat", "--serve", "0"]);
        string? line;
        while ((line = await live.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)) is not null && !line.StartsWith("the page: ", StringComparison.Ordinal)) { }
        Uri address = new(line!["the page: ".Length..]);
        using HttpClient client = new();
        Assert.Contains("<html", await client.GetStringAsync(address, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", address.Host);
        using HttpResponseMessage refused = await client.GetAsync(new Uri(address, "/?token=guessed-wrong"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        live.Kill();
        await live.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await Coca.RunAsync("live", _clips.Test("b.mp4", 2), "--serve", "70000")).ExpectOneLine(2, "--serve");
    }

    [Fact]
    public async Task The_demo_leaves_a_video_subtitles_and_events_and_says_what_to_try_next()
    {
        string folder = Path.Combine(_clips.Folder, "demo");
        Ended ended = (await Coca.RunAsync("demo", "--clip", _clips.Test("a.mp4", 20), "--model", await Bundles.WordsAsync(), "--out", folder)).Expect(0);
        Assert.Equal(3, ended.Lines.Count(l => l.StartsWith("  ./coca ", StringComparison.Ordinal)));
        JsonElement[] lines = Events(Path.Combine(folder, "annotated.jsonl"));
        (long all, long shown, long dropped, long failed) = Summary(lines);
        Assert.Equal((20L, 0L), (all, failed));
        Assert.Equal(20, shown + dropped);
        Assert.InRange(FrameTimes(Path.Combine(folder, "annotated.mp4")).Length, 1, (int)shown);
        Assert.Contains(Frames(lines), f => f.GetProperty("captionState").GetString() == "final" && f.GetProperty("caption").GetString()!.Length > 0);
        Assert.Contains(" --> ", File.ReadAllText(Path.Combine(folder, "annotated.srt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_live_finishes_its_files_and_counts_every_frame()
    {
        string clip = _clips.Test("long.mp4", 20_000, "32x32"), events = Path.Combine(_clips.Folder, "events.jsonl");
        using Process process = Coca.Start(["live", clip, "--model", await Bundles.SmallAsync(), "--events", events]);
        await process.StandardOutput.ReadLineAsync();
        Assert.Equal(0, Coca.Kill(process.Id, Coca.Interrupt));
        Ended ended = (await Coca.EndAsync(process)).Expect(130);
        Assert.DoesNotContain("cancelled", ended.Error, StringComparison.Ordinal);
        Assert.Contains($"{events} has each that was shown", ended.Error, StringComparison.Ordinal);
        (long @in, long shown, long dropped, long failed) = Summary(Events(events));
        Assert.InRange(shown, 1, 19_999);
        Assert.Equal((@in, 0, 0), (shown, dropped, failed)); // what was read ahead of a file is not lost
    }

    [Fact]
    public async Task A_live_stream_drops_what_it_cannot_show_and_its_end_is_told()
    {
        int port = FfmpegServer.FreePort();
        await using FfmpegServer server = await FfmpegServer.StartAsync(port, "-f", "lavfi", "-i", "testsrc=s=320x240:r=25", "-frames:v", "60", "-f", "mpjpeg", "-listen", "1", $"http://127.0.0.1:{port}/camera");
        string events = Path.Combine(_clips.Folder, "events.jsonl");
        Ended ended = await Coca.RunAsync("live", $"http://user:secret@127.0.0.1:{port}/camera", "--model", await Bundles.SmallAsync(), "--events", events, "--reconnect", "0");
        ended.Expect(3);
        Assert.Contains("the live source ended after", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ended.Error, StringComparison.Ordinal);
        (long @in, long shown, long dropped, long failed) = Summary(Events(events));
        Assert.InRange(@in, 50, 60);
        Assert.Equal(@in, shown + dropped + failed);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("rtsp")]
    public async Task A_source_whose_server_dies_is_found_again_once_it_is_back(string scheme)
    {
        int port = FfmpegServer.FreePort();
        IAsyncDisposable first = await ServeAsync();
        using Process coca = Coca.Start(["live", $"{scheme}://user:secret@127.0.0.1:{port}/camera", "--model", await Bundles.SmallAsync(), "--events", "-", "--caption-every", "0"]);
        Task<string> errors = coca.StandardError.ReadToEndAsync();
        List<JsonElement> events = [];
        await UntilAsync(e => e.GetProperty("type").GetString() == "frame" && e.GetProperty("id").GetInt64() >= 5);
        await first.DisposeAsync();
        await UntilAsync(e => Is(e, "lost"));
        await using IAsyncDisposable second = await ServeAsync();
        await UntilAsync(e => Is(e, "running"));
        await UntilAsync(e => e.GetProperty("type").GetString() == "frame");
        Assert.Equal(0, Coca.Kill(coca.Id, Coca.Interrupt));
        await UntilAsync(e => e.GetProperty("type").GetString() == "summary");
        await coca.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, coca.ExitCode);
        JsonElement[] frames = Frames([.. events]);
        Assert.Equal(frames.Select(f => f.GetProperty("id").GetInt64()).Order().Distinct(), frames.Select(f => f.GetProperty("id").GetInt64()));
        (long @in, long shown, long dropped, long failed) = Summary([.. events]);
        Assert.Equal(@in, shown + dropped + failed);
        Assert.Equal(["running", "lost", "reconnecting"], events.Where(e => e.GetProperty("type").GetString() == "state").Take(3).Select(e => e.GetProperty("state").GetString()));
        Assert.DoesNotContain(events, e => e.ToString().Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", await errors, StringComparison.Ordinal);
        Assert.Contains("running again", await errors, StringComparison.Ordinal);

        static bool Is(JsonElement e, string state) => e.GetProperty("type").GetString() == "state" && e.GetProperty("state").GetString() == state;

        async Task<IAsyncDisposable> ServeAsync() => scheme == "rtsp" ? await RtspServer.StartAsync(port)
            : await FfmpegServer.StartAsync(port, "-re", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25", "-f", "mpjpeg", "-listen", "1", $"http://127.0.0.1:{port}/camera");

        async Task UntilAsync(Func<JsonElement, bool> condition)
        {
            do
            {
                string? line = await coca.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                if (line is null) Assert.Fail($"coca ended: {await errors}");
                events.Add(JsonDocument.Parse(line!).RootElement);
            }
            while (!condition(events[^1]));
        }
    }

    [Fact]
    public async Task A_folder_of_pictures_is_a_video_of_the_stated_rate()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_clips.Folder, "pictures")).FullName, events = Path.Combine(_clips.Folder, "events.jsonl");
        for (int i = 8; i < 12; i++) _clips.Make(Path.Combine("pictures", $"p{i}.png"), "-f", "lavfi", "-i", $"color=0x{20 * i:X2}4040:s=64x48", "-frames:v", "1");
        File.WriteAllBytes(Path.Combine(folder, "p12.png"), [1, 2, 3]);
        Ended ended = (await Coca.RunAsync("live", folder, "--rate", "2", "--model", await Bundles.SmallAsync(), "--events", events)).Expect(0);
        Assert.Equal((4, 4, 0, 0), Summary(Events(events)));
        Assert.Equal([0, 0.5, 1, 1.5], Frames(Events(events)).Select(f => f.GetProperty("t").GetDouble()));
        Assert.Contains("1 of 5 pictures could not be read", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_is_watched_until_it_is_pulled_out()
    {
        // A camera without hardware: a library that plays one inside of ffmpeg.
        string source = TestData.Require("prototypes", "hosts", "sources", "v4l2_shim.c"), shim = Path.Combine(_clips.Folder, "shim.so"), events = Path.Combine(_clips.Folder, "events.jsonl");
        try
        {
            using Process compiler = Process.Start("cc", ["-O2", "-shared", "-fPIC", source, "-o", shim, "-ldl"]);
            await compiler.WaitForExitAsync();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("no C compiler");
        }
        Dictionary<string, string?> environment = new() { ["LD_PRELOAD"] = shim, ["V4L2_SHIM"] = "/dev/video7", ["V4L2_SHIM_UNPLUG_MS"] = "1500" };
        Ended ended = (await Coca.RunAsync(["live", "camera:7", "--model", await Bundles.SmallAsync(), "--events", events, "--reconnect", "0"], null, environment)).Expect(3);
        Assert.Contains("the live source ended", ended.Error, StringComparison.Ordinal);
        (long @in, long shown, long dropped, long failed) = Summary(Events(events));
        Assert.InRange(@in, 2, 50);
        Assert.Equal(@in, shown + dropped + failed);
    }

    [Fact]
    public async Task A_file_behind_a_web_address_comes_without_loss()
    {
        string clip = _clips.Test("a.mp4", 30, "64x48", "-movflags", "+faststart"), events = Path.Combine(_clips.Folder, "events.jsonl");
        await using Live.Tests.Hub.FakeHub server = new();
        server.Files.Clear();
        server.Files["a.mp4"] = File.ReadAllBytes(clip);
        server.Fault = async (context, name, _) =>
        {
            await Live.Tests.Hub.FakeHub.SendAsync(context, server.Files[name], "\"clip\"");
            return true;
        };
        await server.StartAsync();
        (await Coca.RunAsync("live", $"{server.Endpoint}videos/a.mp4?key=1", "--model", await Bundles.SmallAsync(), "--events", events)).Expect(0);
        Assert.Equal((30, 30, 0, 0), Summary(Events(events)));
    }

    [Theory(SkipTestWithoutData = true)]
    [InlineData("woman-and-dog.mp4")]
    [InlineData("pouring-coffee.mp4")]
    public async Task Real_clips_are_watched_and_captioned(string name)
    {
        string clip = TestData.Require("data", "clips", name), events = Path.Combine(_clips.Folder, "events.jsonl"), bundle = await Bundles.SmallAsync();
        (await Coca.RunAsync("live", clip, "--model", bundle, "--events", events)).Expect(0);
        (long @in, long shown, long dropped, long failed) = Summary(Events(events));
        Assert.True(@in > 100);
        Assert.Equal((@in, 0, 0), (shown, dropped, failed));
        (await Coca.RunAsync("caption", "--model", bundle, clip)).Expect(0);
    }

    private static JsonElement[] Events(string path) => [.. File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement)];

    private static JsonElement[] Frames(JsonElement[] events) => [.. events.Where(e => e.GetProperty("type").GetString() == "frame")];

    private static (long In, long Shown, long Dropped, long Failed) Summary(JsonElement[] events)
    {
        JsonElement s = events[^1];
        Assert.Equal(["type", "in", "shown", "dropped", "failed"], s.EnumerateObject().Select(p => p.Name));
        Assert.Equal("summary", s.GetProperty("type").GetString());
        Assert.Equal(Frames(events).Length, s.GetProperty("shown").GetInt64());
        return (s.GetProperty("in").GetInt64(), s.GetProperty("shown").GetInt64(), s.GetProperty("dropped").GetInt64(), s.GetProperty("failed").GetInt64());
    }

    private string Cut(string path)
    {
        string cut = Path.Combine(_clips.Folder, "cut.mp4");
        File.WriteAllBytes(cut, File.ReadAllBytes(path)[..^2000]);
        return cut;
    }

    /// <summary>The time stamps of a video's frames, as ffprobe reads them.</summary>
    private static string[] FrameTimes(string video)
    {
        ProcessStartInfo start = new("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts_time", "-of", "csv=p=0", video]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
