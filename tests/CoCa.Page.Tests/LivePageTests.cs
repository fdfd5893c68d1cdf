using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoCa.Page.Tests;

/// <summary>The page as a person with a browser meets it.</summary>
public sealed class LivePageTests
{
    private static readonly LocatorAssertionsToHaveTextOptions s_patient = new() { Timeout = 60_000 };

    [Fact]
    public async Task Captions_come_and_change_labels_are_changed_a_moment_is_found_and_subtitles_are_there()
    {
        await using LivePage live = await LivePage.StartAsync();
        IPage page = await live.OpenAsync(1280, 800, ColorScheme.Light);
        ILocator caption = page.Locator("#caption"), labels = page.Locator("#labels");
        await Expect(page.Locator("#link")).ToHaveTextAsync("live", s_patient);
        await Expect(caption).Not.ToBeEmptyAsync(new() { Timeout = 60_000 });
        string first = await caption.InnerTextAsync();
        await Expect(caption).Not.ToHaveTextAsync(first, s_patient);
        await Expect(labels).ToContainTextAsync("a person");

        // By keyboard alone: Tab reaches the box, Enter sends it.
        ILocator list = page.GetByLabel("Labels, with commas between");
        await list.FillAsync("a street, a boat");
        await list.PressAsync("Enter");
        await Expect(labels).ToContainTextAsync("a boat", new() { Timeout = 60_000 });
        await Expect(labels).Not.ToContainTextAsync("a dog");

        await page.GetByLabel("What to look for").FillAsync("a person");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Expect(page.Locator("#moments li").First).ToBeVisibleAsync(new() { Timeout = 60_000 });

        // The picture is the video's: it has its shape, and it moves.
        ILocator video = page.Locator("#video");
        Assert.True(await video.EvaluateAsync<int>("v => v.naturalWidth") > 0);
        Assert.NotEqual(await video.ScreenshotAsync(), await AnotherAsync(video));

        string? subtitles = await page.Locator("#srt").GetAttributeAsync("href");
        IAPIResponse srt = await page.APIRequest.GetAsync(new Uri(live.Address, subtitles).AbsoluteUri);
        Assert.Contains(" --> ", await srt.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(390, 844, ColorScheme.Dark)]
    [InlineData(1280, 800, ColorScheme.Light)]
    public async Task At_any_width_nothing_sticks_out_and_a_screen_reader_finds_its_way(int width, int height, ColorScheme colors)
    {
        await using LivePage live = await LivePage.StartAsync();
        IPage page = await live.OpenAsync(width, height, colors);
        await Expect(page.Locator("#captions li").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        AxeResult result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join("\n", result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Select(n => n.Html))}")));
        // Kept for a person to look at: COCA_SCREENSHOTS=folder.
        if (Environment.GetEnvironmentVariable("COCA_SCREENSHOTS") is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{width}-{colors}.png"), FullPage = true });
    }

    private static async Task<byte[]> AnotherAsync(ILocator video)
    {
        byte[] first = await video.ScreenshotAsync(), next = first;
        for (int i = 0; i < 50 && next.AsSpan().SequenceEqual(first); i++) next = await video.ScreenshotAsync();
        return next;
    }
}
