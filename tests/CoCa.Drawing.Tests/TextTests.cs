using System.Diagnostics;
using CoCa.Core;
using CoCa.Drawing.Text;

namespace CoCa.Drawing.Tests;

public sealed class TextTests
{
    [Fact]
    public void Letters_have_the_shapes_that_ffmpeg_draws()
    {
        const string Font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        Assert.SkipUnless(File.Exists(Font), "DejaVu Sans is not installed (apt-get install fonts-dejavu-core)");
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in (string[])["-nostdin", "-v", "error", "-f", "lavfi", "-i", $"color=black:s=400x100,format=gray,drawtext=fontfile={Font}:text='Hägar 8 @ &':fontsize=48:fontcolor=white:ft_load_flags=no_hinting:x=20:y=20", "-frames:v", "1", "-f", "rawvideo", "-"]) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        using MemoryStream raw = new();
        process.StandardOutput.BaseStream.CopyTo(raw);
        process.WaitForExit();
        Assert.SkipUnless(raw.Length == 400 * 100, "this ffmpeg cannot draw text");
        TextBlock block = new TextSetter(FontSet.FromFiles(Font)).Set("Hägar 8 @ &", new(48));
        (int X, int Y, int Width, int Height) theirs = Bounds(raw.ToArray(), 400), ours = Bounds(block.Fill, block.MaskWidth);
        Assert.InRange(ours.Width, theirs.Width - 4, theirs.Width + 4); // ffmpeg rounds each advance to pixels
        Assert.InRange(ours.Height, theirs.Height - 2, theirs.Height + 2);
        double both = 0, either = 0;
        int shared = Math.Min(ours.Width, 40), rows = Math.Min(ours.Height, theirs.Height); // the first letters, before roundings add up
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < shared; x++)
            {
                int a = raw.GetBuffer()[(theirs.Y + y) * 400 + theirs.X + x], b = block.Fill[(ours.Y + y) * block.MaskWidth + ours.X + x];
                (both, either) = (both + Math.Min(a, b), either + Math.Max(a, b));
            }
        }
        Assert.True(both / either > 0.7, $"{both / either:0.000} of the ink is in the same place");
    }

    [Fact]
    public void Lines_stay_within_the_width_and_the_outline_around_the_letters()
    {
        TextSetter setter = new(Pictures.Fonts());
        TextBlock plain = setter.Set("a man walks with two dogs past a house by the sea", new(20, Wrap: 200, IsCentered: true)), outlined = setter.Set("a man walks with two dogs past a house by the sea", new(20, Wrap: 200, IsCentered: true, Outline: 2));
        Assert.InRange(plain.Width, 100, 200);
        Assert.InRange(plain.Lines, 3, 5);
        Assert.Equal(plain.Lines * setter.Set("x", new(20)).Height, plain.Height, 0.01f);
        (int X, int Y, int Width, int Height) letters = Bounds(outlined.Fill, outlined.MaskWidth), around = Bounds(outlined.Outline, outlined.MaskWidth);
        Assert.InRange(around.Width - letters.Width, 2, 5);
        Assert.InRange(around.Height - letters.Height, 2, 5);
        for (int i = 0; i < outlined.Fill.Length; i++) Assert.True(outlined.Outline[i] >= outlined.Fill[i]);
    }

    [Fact]
    public void A_text_is_set_once_and_the_oldest_ones_are_forgotten()
    {
        TextSetter setter = new(Pictures.Fonts(), kept: 2);
        TextBlock a = setter.Set("a", new(12)), b = setter.Set("b", new(12));
        Assert.Same(a, setter.Set("a", new(12)));
        setter.Set("c", new(12));
        Assert.Same(a, setter.Set("a", new(12)));
        Assert.NotSame(b, setter.Set("b", new(12)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n\n")]
    [InlineData("a\0b\u0007\tc\r\nd")]
    [InlineData("\uD800")]
    [InlineData("🐶👩‍👩‍👧 מילה کلب 강아지 犬")]
    public void Any_text_can_be_set(string text) => Assert.True(new TextSetter(Pictures.Fonts()).Set(text, new(12, Wrap: 50, Outline: 1)).Height >= 0);

    [Fact]
    public void A_system_without_fonts_is_told_what_to_install()
    {
        using TemporaryFolder folder = new();
        MissingDependencyException e = Assert.Throws<MissingDependencyException>(() => FontSet.Find([folder.Path]));
        Assert.Contains(folder.Path, e.Message);
        Assert.Contains("fonts-dejavu-core", e.Remedy);
    }

    [Fact]
    public void A_file_that_is_no_font_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["x.ttf"], "no");
        Assert.StartsWith(folder["x.ttf"], Assert.Throws<InvalidInputException>(() => FontSet.FromFiles(folder["x.ttf"])).Message);
    }

    private static (int X, int Y, int Width, int Height) Bounds(ReadOnlySpan<byte> mask, int width)
    {
        int left = width, right = 0, top = int.MaxValue, bottom = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] < 100) continue;
            (left, right) = (Math.Min(left, i % width), Math.Max(right, i % width));
            (top, bottom) = (Math.Min(top, i / width), i / width);
        }
        return (left, top, right - left + 1, bottom - top + 1);
    }
}
