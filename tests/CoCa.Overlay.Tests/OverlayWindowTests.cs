using CoCa.Core.Preprocessing;
using CoCa.Drawing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Text;
using CoCa.Realtime.Results;

namespace CoCa.Overlay.Tests;

[Collection("screen")]
public sealed class OverlayWindowTests(Display display)
{
    private const int Width = 640, Height = 360;

    private static byte[] Grey()
    {
        byte[] pixels = new byte[Width * Height * 3];
        Array.Fill(pixels, (byte)128);
        return pixels;
    }

    private static FrameResult Result(string caption = "two dogs play in the snow") => new()
    {
        Stream = "clip",
        Caption = new(caption, CaptionState.Final, TimeSpan.Zero, TimeSpan.Zero),
        Labels = new LabelScore[] { new("a dog", .9f, true), new("snow", .4f, false) },
        FrameWeights = new float[] { .1f, .5f, .4f },
        PatchWeights = new float[] { 0, 1, 2, 3 },
        GridWidth = 2,
        GridHeight = 2,
        Age = TimeSpan.FromMilliseconds(15),
    };

    private static (OverlaySink Sink, OverlayWindow Window, Clock Clock) Open(OverlayActions? actions = null)
    {
        Clock clock = new();
        OverlaySink sink = new();
        OverlayWindow window = OverlayWindow.Open(sink, new() { Width = Width, Height = Height, Time = clock }, actions);
        return (sink, window, clock);
    }

    private static byte[] Recorded(OverlayParts parts)
    {
        OverlayModel model = new();
        new CoCa.Live.Sinks.OverlayFeed().Fill(Result(), Width, Height, model);
        OverlayPainter painter = new(FontSet.System()) { Parts = parts };
        DrawList list = new();
        foreach (int second in (int[])[0, 5])
        {
            model.Clock = TimeSpan.FromSeconds(second);
            painter.Paint(model, Width, Height, list);
        }
        byte[] pixels = Grey();
        Rasterizer.Draw(list, new PixelSurface(PixelFormat.Rgb24, pixels, Width, Height));
        return pixels;
    }

    [Theory]
    [InlineData(OverlayParts.Standard)]
    [InlineData(OverlayParts.Standard | OverlayParts.HeatMap)]
    [InlineData(OverlayParts.Caption)]
    public void What_is_seen_is_what_would_be_recorded(OverlayParts parts)
    {
        display.Require();
        (OverlaySink sink, OverlayWindow window, Clock clock) = Open();
        using (window)
        {
            window.Parts = parts;
            sink.Show(Result(), PixelBuffer.Packed(PixelFormat.Rgb24, Grey(), Width, Height));
            window.Capture(out _, out _);
            clock.Now = TimeSpan.FromSeconds(5);
            DrawListRendererTests.Expect(Recorded(parts), window.Capture(out int width, out int height));
            Assert.Equal((Width, Height), (width, height));
        }
    }

    [Fact]
    public void A_context_that_is_lost_is_made_anew_and_shows_the_same()
    {
        display.Require();
        (OverlaySink sink, OverlayWindow window, Clock clock) = Open();
        using (window)
        {
            sink.Show(Result(), PixelBuffer.Packed(PixelFormat.Rgb24, Grey(), Width, Height));
            window.Capture(out _, out _);
            clock.Now = TimeSpan.FromSeconds(5);
            byte[] before = window.Capture(out _, out _);
            window.LoseContext();
            using CancellationTokenSource ended = new();
            ended.CancelAfter(TimeSpan.FromMilliseconds(200));
            window.Run(ended.Token);
            Assert.Equal(before, window.Capture(out _, out _));
        }
    }

    [Fact]
    public void A_stalled_source_has_a_badge_although_no_frame_comes()
    {
        display.Require();
        (OverlaySink sink, OverlayWindow window, Clock _) = Open();
        using (window)
        {
            window.Parts = OverlayParts.Badge;
            sink.Show(Result(), PixelBuffer.Packed(PixelFormat.Rgb24, Grey(), Width, Height));
            Assert.All(window.Capture(out _, out _), b => Assert.Equal(128, b));
            sink.Change(new("clip", StreamState.Stalled, TimeSpan.Zero, null));
            byte[] pixels = window.Capture(out _, out _);
            int at = (28 * Width + Width / 2 - 25) * 3;
            Assert.True(pixels[at] > 200 && pixels[at + 2] < 80, "the badge is amber, above in the middle");
        }
    }

    [Fact]
    public async Task The_engine_never_waits_for_the_window()
    {
        display.Require();
        (OverlaySink sink, OverlayWindow window, Clock _) = Open();
        using (window)
        {
            // Nobody takes anything: all is taken over and the newest stays.
            byte[] grey = Grey();
            for (int i = 0; i < 100; i++)
            {
                FrameResult result = Result($"caption {i}");
                result.Id = i;
                sink.Show(result, PixelBuffer.Packed(PixelFormat.Rgb24, grey, Width, Height));
            }
            window.Capture(out _, out _);
            Assert.Equal("caption 99", sink.Models.Shown.Caption);
        }
        await sink.DisposeAsync();
    }
}
