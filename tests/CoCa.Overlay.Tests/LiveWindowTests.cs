using System.Diagnostics;
using CoCa.Live.Tests;

namespace CoCa.Overlay.Tests;

/// <summary>The program with its window on a real clip, and real keys.</summary>
[Collection("screen")]
public sealed class LiveWindowTests(Display display) : IDisposable
{
    private readonly Clips _clips = new();
    private readonly TemporaryFolder _folder = new();

    private static string Program { get; } = Path.Combine(TestData.Root, "src", "CoCa.Cli", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0", "coca");

    private Process Start(string? screen, params string[] arguments) => StartProgram(Program, screen, arguments);

    private Process StartProgram(string program, string? screen, params string[] arguments)
    {
        Assert.True(File.Exists(program), $"there is no {program}: it is built with these tests");
        ProcessStartInfo start = new(program) { WorkingDirectory = _folder.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string a in arguments) start.ArgumentList.Add(a);
        start.Environment.Remove("COCA_MODEL");
        start.Environment["DISPLAY"] = screen ?? "";
        return Process.Start(start)!;
    }

    /// <summary>The lines that a program says, up to the first that has the words.</summary>
    private static async Task<string> WaitForAsync(StreamReader lines, string words)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        string said = "";
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            said += line + "\n";
            if (line.Contains(words, StringComparison.Ordinal)) return said;
        }
        Assert.Fail($"it did not say \"{words}\":\n{said}");
        return said;
    }

    private async Task<string> WaitForFileAsync(string pattern)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        using PeriodicTimer often = new(TimeSpan.FromMilliseconds(100));
        while (await often.WaitForNextTickAsync(limit.Token))
            if (Directory.GetFiles(_folder.Path, pattern).FirstOrDefault(f => new FileInfo(f).Length > 0) is { } file) return file;
        throw new TimeoutException(pattern);
    }

    [Fact]
    public async Task Keys_take_a_screenshot_record_and_quit()
    {
        display.Require();
        string clip = _clips.Test("clip.mp4", 600, "640x360", "-pix_fmt", "yuv420p");
        using Process coca = Start(display.Name, "live", clip, "--overlay", "--labels", "a dog,a test card");
        Task<string> output = coca.StandardOutput.ReadToEndAsync();
        await WaitForAsync(coca.StandardError, "at its own pace");
        Display.Press("s");
        Assert.EndsWith(".png", await WaitForFileAsync("coca-*.png"), StringComparison.Ordinal);
        Display.Press("r");
        await WaitForAsync(coca.StandardError, "recording coca-");
        await WaitForFileAsync("coca-*.mp4");
        Display.Press("r");
        await WaitForAsync(coca.StandardError, "saved coca-");
        Display.Press("Escape");
        string said = await coca.StandardError.ReadToEndAsync();
        await coca.WaitForExitAsync();
        Assert.True(coca.ExitCode == 0, said);
        Assert.Contains("frames in =", said, StringComparison.Ordinal);
        Assert.NotEmpty(await output);
    }

    [Fact]
    public async Task Labels_typed_in_the_window_are_the_run_s_from_then_on()
    {
        display.Require();
        string clip = _clips.Test("typed.mp4", 1500, "320x240", "-pix_fmt", "yuv420p"), events = Path.Combine(_folder.Path, "events.jsonl");
        using Process coca = Start(display.Name, "live", clip, "--overlay", "--labels", "a dog", "--events", events);
        Task<string> output = coca.StandardOutput.ReadToEndAsync();
        await WaitForAsync(coca.StandardError, "at its own pace");
        Task<string> said = coca.StandardError.ReadToEndAsync();
        Display.Press("l");
        Display.Write(", a red boat");
        Display.Press("Return");
        using (CancellationTokenSource limit = new(TimeSpan.FromMinutes(1)))
        using (PeriodicTimer often = new(TimeSpan.FromMilliseconds(100)))
            while (!(await ReadAsync(events)).Contains("a red boat", StringComparison.Ordinal)) Assert.True(await often.WaitForNextTickAsync(limit.Token));
        Display.Press("Escape");
        await coca.WaitForExitAsync();
        Assert.True(coca.ExitCode == 0, await said);
        string[] frames = [.. File.ReadLines(events).Where(l => l.Contains("\"type\":\"frame\"", StringComparison.Ordinal))];
        Assert.DoesNotContain("a red boat", frames[0], StringComparison.Ordinal);
        Assert.Contains("a dog", frames[^1], StringComparison.Ordinal);
        Assert.Contains("a red boat", frames[^1], StringComparison.Ordinal);
        Assert.NotEmpty(await output);

        static async Task<string> ReadAsync(string path)
        {
            if (!File.Exists(path)) return "";
            using StreamReader file = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return await file.ReadToEndAsync();
        }
    }

    [Fact]
    public async Task A_game_draws_the_overlay_into_its_own_frame()
    {
        display.Require();
        string game = Path.Combine(TestData.Root, "samples", "OverlayInYourGame", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0", "OverlayInYourGame");
        using Process process = StartProgram(game, display.Name, Path.Combine(TestData.Root, "models", "coca-mini.coca"), "60");
        string said = await process.StandardOutput.ReadToEndAsync(), errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        Assert.Contains("60 frames; the scissor is still on; OpenGL says NoError", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_display_it_says_so_and_goes_on_in_the_terminal()
    {
        string clip = _clips.Test("short.mp4", 10, "64x48", "-pix_fmt", "yuv420p");
        using Process coca = Start(null, "live", clip, "--overlay");
        Task<string> output = coca.StandardOutput.ReadToEndAsync();
        string said = await coca.StandardError.ReadToEndAsync();
        await coca.WaitForExitAsync();
        Assert.True(coca.ExitCode == 0, said);
        Assert.Single(said.Split('\n'), l => l.Contains("--overlay: ", StringComparison.Ordinal) && l.EndsWith("going on in the terminal", StringComparison.Ordinal));
        Assert.Contains("10 frames in = 10 shown", said, StringComparison.Ordinal);
        Assert.NotEmpty(await output);
    }

    public void Dispose()
    {
        _clips.Dispose();
        _folder.Dispose();
    }
}
