using System.Text;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Themes;

namespace CoCa.Drawing.Tests;

public sealed class OverlayPainterTests
{
    private const int Width = 640, Height = 360;

    private static OverlayModel Model() => new()
    {
        Caption = "a woman walks with a small brown dog on a path through the park",
        Labels = new OverlayLabel[] { new("dog", .25f, false), new("woman walking a dog", .75f, true), new("car", float.NaN, false) },
        FrameWeights = new float[] { .1f, .2f, .7f },
        PatchWeights = new float[] { 0, 1, 2, 3 },
        GridWidth = 2,
        GridHeight = 2,
        FramesPerSecond = 25,
        Device = "cpu",
        Badge = "Stalled",
    };

    [Fact]
    public void All_of_it_stays_within_the_safe_margins()
    {
        DrawList list = new();
        OverlayPainter painter = new(Pictures.Fonts());
        painter.Paint(Model(), Width, Height, list);
        byte[] pixels = Pictures.Draw(list, Width, Height);
        int edge = (int)(Theme.Standard.Margin * Height) - 1;
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                if (x < edge || y < edge || x >= Width - edge || y >= Height - edge) Assert.Equal(128, pixels[(y * Width + x) * 3]);
    }

    [Fact]
    public void New_words_of_a_caption_fade_in_behind_those_that_stand()
    {
        DrawList list = new();
        OverlayPainter painter = new(Pictures.Fonts()) { Parts = OverlayParts.Caption };
        byte[] At(double seconds, string caption)
        {
            painter.Paint(new() { Clock = TimeSpan.FromSeconds(seconds), Caption = caption }, Width, Height, list);
            return Pictures.Draw(list, Width, Height);
        }

        At(0, "two dogs");
        At(1, "two dogs");
        byte[] coming = At(1, "two dogs run"), there = At(2, "two dogs run");
        int first = Width, last = 0;
        for (int i = 0; i < there.Length; i += 3)
        {
            if (Math.Abs(coming[i] - there[i]) < 8) continue;
            (first, last) = (Math.Min(first, i / 3 % Width), Math.Max(last, i / 3 % Width));
        }
        // The caption is in the middle, and the last of its three words is right of it.
        Assert.InRange(first, Width / 2, Width / 2 + 40);
        Assert.InRange(last, first + 10, Width / 2 + 80);
    }

    [Theory]
    [InlineData(OverlayParts.Caption, 60, 280, 580, 345)]
    [InlineData(OverlayParts.Labels, 18, 18, 180, 90)]
    [InlineData(OverlayParts.Timeline, 18, 18, 180, 55)]
    [InlineData(OverlayParts.Hud, 480, 15, 625, 45)]
    [InlineData(OverlayParts.Badge, 270, 15, 370, 45)]
    [InlineData(OverlayParts.HeatMap, 0, 0, 640, 360)]
    public void Each_part_is_drawn_where_it_belongs_and_only_when_wanted(OverlayParts part, int left, int top, int right, int bottom)
    {
        DrawList list = new();
        OverlayPainter painter = new(Pictures.Fonts()) { Parts = OverlayParts.None };
        painter.Paint(Model(), Width, Height, list);
        Assert.True(list.Commands.IsEmpty);
        painter.Parts = part;
        painter.Paint(Model(), Width, Height, list);
        byte[] pixels = Pictures.Draw(list, Width, Height);
        int inside = 0, outside = 0;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            if (pixels.AsSpan(i, 3).SequenceEqual((byte[])[128, 128, 128])) continue;
            (int x, int y) = (i / 3 % Width, i / 3 / Width);
            if (x >= left && x < right && y >= top && y < bottom) inside++;
            else outside++;
        }
        Assert.Equal(0, outside);
        Assert.InRange(inside, 500, Width * Height);
    }

    [Fact]
    public void Bars_glide_to_their_values_and_the_best_label_stands_first()
    {
        LabelBars bars = new(2);
        OverlayLabel[] labels = [new("a", .1f, false), new("b", .5f, false), new("c", .3f, false)];
        bars.Advance(labels, TimeSpan.MaxValue);
        Assert.Equal([1, 2], bars.Best.ToArray());
        labels[0] = new("a", 1, true);
        float before = bars.Of(labels[0]);
        for (int i = 0; i < 20; i++)
        {
            bars.Advance(labels, TimeSpan.FromMilliseconds(40));
            Assert.InRange(bars.Of(labels[0]), before, 1);
            before = bars.Of(labels[0]);
        }
        Assert.InRange(before, .95f, 1);
        Assert.Equal([0, 1], bars.Best.ToArray());
        bars.Advance(labels, TimeSpan.FromSeconds(-5)); // a clock that jumps moves nothing
        Assert.Equal(before, bars.Of(labels[0]));
    }

    [Fact]
    public void A_moment_like_the_one_before_costs_no_allocation()
    {
        DrawList list = new();
        OverlayPainter painter = new(Pictures.Fonts()) { Parts = OverlayParts.Standard | OverlayParts.HeatMap };
        OverlayModel model = Model();
        byte[] pixels = new byte[Width * Height * 4];
        for (int i = 0; i < 20; i++) Frame();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) Frame();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Frame()
        {
            model.Clock += TimeSpan.FromMilliseconds(1);
            painter.Paint(model, Width, Height, list);
            Rasterizer.Draw(list, new PixelSurface(PixelFormat.Bgra32, pixels, Width, Height));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(65, 49)]
    [InlineData(4097, 33)]
    [InlineData(100, 4000)]
    [InlineData(3840, 2160)]
    public void Any_size_of_picture_can_be_drawn_upon(int width, int height)
    {
        DrawList list = new();
        new OverlayPainter(Pictures.Fonts()) { Parts = OverlayParts.Standard | OverlayParts.HeatMap }.Paint(Model(), width, height, list);
        Assert.Equal(width * height * 3, Pictures.Draw(list, width, height).Length);
    }

    [Fact]
    public void A_theme_is_written_and_read_and_names_what_is_wrong()
    {
        Theme theme = Theme.Standard with { Accent = Rgba.Parse("#01020304"), LabelCorner = Corner.BottomRight, Parts = OverlayParts.Caption | OverlayParts.Hud };
        Assert.Equal(theme, Theme.Parse(Encoding.UTF8.GetBytes(theme.ToJson()), "t.json"));
        Assert.Equal(Theme.Standard with { CaptionSize = 0.1f }, Theme.Parse("""{"captionSize":0.1}"""u8, "t.json"));
        Assert.Contains("accents", Assert.Throws<InvalidInputException>(() => Theme.Parse("""{"accents":"#000000"}"""u8, "t.json")).Message);
        Assert.Contains("\"red\" is no colour", Assert.Throws<InvalidInputException>(() => Theme.Parse("""{"accent":"red"}"""u8, "t.json")).Message);
        Assert.Contains("CaptionSize", Assert.Throws<InvalidInputException>(() => Theme.Parse("""{"captionSize":9}"""u8, "t.json")).Message);
    }
}
