using System.Diagnostics;
using CoCa.Cli.Tests;
using Microsoft.Playwright;

namespace CoCa.Page.Tests;

/// <summary>A run of <c>coca live --serve</c> on a real clip with the model that comes along, and its page in a real Chromium.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private readonly string _folder;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Process _live;

    private LivePage(IPlaywright playwright, IBrowser browser, Process live, Uri address, string folder) =>
        (_playwright, _browser, _live, Address, _folder) = (playwright, browser, live, address, folder);

    /// <summary>The page's address with its token, as the run prints it.</summary>
    public Uri Address { get; }

    /// <summary>Starts run and browser; skips where there is no Chromium.</summary>
    public static async Task<LivePage> StartAsync()
    {
        string? chromium = Array.Find((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);
        if (chromium is null) Assert.Skip("no Chromium is installed (apt-get install chromium)");
        string source = TestData.Require("data", "clips", "person-after-person.mp4"), folder = Directory.CreateTempSubdirectory("coca-page-").FullName, clip = Path.Combine(folder, "street.mp4");
        using (Process loop = Process.Start("ffmpeg", ["-v", "error", "-stream_loop", "7", "-i", source, "-c", "copy", clip])) await loop.WaitForExitAsync();
        IPlaywright playwright = await Playwright.CreateAsync();
        // Chromium's own sandbox does not start for root.
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        Process live = Coca.Start(["live", clip, "--realtime", "--labels", "a person,a dog", "--serve", "0"]);
        _ = live.StandardOutput.ReadToEndAsync(); // lines of the run: nobody may let the pipe fill
        const string Said = "the page: ";
        string? line;
        while ((line = await live.StandardError.ReadLineAsync()) is not null && !line.StartsWith(Said, StringComparison.Ordinal)) { }
        Assert.NotNull(line);
        _ = live.StandardError.ReadToEndAsync();
        return new LivePage(playwright, browser, live, new Uri(line[Said.Length..]), folder);
    }

    /// <summary>The page in a window of this size.</summary>
    public async Task<IPage> OpenAsync(int width, int height, ColorScheme colors)
    {
        IPage page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = colors });
        await page.GotoAsync(Address.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_live.HasExited) _live.Kill();
        await _live.WaitForExitAsync();
        _live.Dispose();
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
