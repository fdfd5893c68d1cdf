using System.Numerics;
using CoCa.Core.Preprocessing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Drawing.Tests;

public sealed class RasterizerTests
{
    private static readonly Rgba s_red = Rgba.Parse("#FF0000");

    [Fact]
    public void A_box_colours_its_pixels_and_parts_of_pixels_at_its_edges()
    {
        DrawList list = new();
        list.Fill(new(1, 1, 2.5f, 1), s_red);
        byte[] p = Pictures.Draw(list, 5, 3, grey: 0);
        Assert.Equal([0, 0, 0, 255, 0, 0, 255, 0, 0, 128, 0, 0, 0, 0, 0], p[15..30]);
        Assert.All(p[..15].Concat(p[30..]), b => Assert.Equal(0, b));
    }

    [Fact]
    public void Half_transparent_colours_blend_and_round_corners_are_free()
    {
        DrawList list = new();
        list.Fill(new(0, 0, 20, 20), Rgba.Parse("#FFFFFF80"), 8);
        byte[] p = Pictures.Draw(list, 20, 20, grey: 100);
        Assert.Equal(178, p[(10 * 20 + 10) * 3]); // 100 + 155 * 128 / 255
        Assert.Equal(100, p[0]);
        double area = 0;
        for (int i = 0; i < p.Length; i += 3) area += (p[i] - 100) / 78.0;
        Assert.InRange(area, 400 - (4 - Math.PI) * 64 - 3, 400 - (4 - Math.PI) * 64 + 3);
    }

    [Fact]
    public void Every_pixel_format_and_stride_gives_the_same_picture()
    {
        TextSetter setter = new(Pictures.Fonts());
        DrawList list = new();
        list.Shade(new(3, 2, 50, 20), s_red, Rgba.Parse("#00FF0080"), 6);
        list.HeatMap(new(10, 5, 40, 30), [0, 1, 2, 3, 4, 5], 3, 2, 0.5f);
        list.Line([new Vector2(0, 0), new Vector2(60, 40), new Vector2(60, 0)], Rgba.Parse("#3DDC97"), 2.5f);
        list.Write(setter.Set("größer", new(14, Outline: 1)), 5, 10, Rgba.Parse("#FFFFFF"), Rgba.Parse("#000000"));
        byte[] expected = Pictures.Draw(list, 64, 48);
        foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Bgra32, PixelFormat.Rgba32])
        {
            const int Stride = 64 * 4 + 12;
            byte[] pixels = new byte[Stride * 48];
            Array.Fill(pixels, (byte)128);
            for (int y = 0; y < 48; y++)
                for (int x = 0; x < 64; x++) pixels[y * Stride + x * 4 + 3] = 255;
            Rasterizer.Draw(list, new PixelSurface(format, pixels, 64, 48, Stride));
            for (int y = 0; y < 48; y++)
            {
                for (int x = 0; x < 64; x++)
                {
                    Span<byte> p = pixels.AsSpan(y * Stride + x * 4, 4), e = expected.AsSpan((y * 64 + x) * 3, 3);
                    Assert.Equal((e[0], e[1], e[2], (byte)255), format == PixelFormat.Bgra32 ? (p[2], p[1], p[0], p[3]) : (p[0], p[1], p[2], p[3]));
                }
                Assert.All(pixels[(y * Stride + 256)..((y + 1) * Stride)], b => Assert.Equal(128, b));
            }
        }
    }

    [Fact]
    public void A_transparent_picture_becomes_an_overlay()
    {
        DrawList list = new();
        list.Fill(new(0, 0, 1, 1), Rgba.Parse("#C8640080"));
        byte[] p = new byte[8];
        Rasterizer.Draw(list, new PixelSurface(PixelFormat.Rgba32, p, 2, 1));
        Assert.Equal([200, 100, 0, 128, 0, 0, 0, 0], p);
    }

    [Fact]
    public void Nothing_is_drawn_outside_the_picture_wherever_it_lies()
    {
        Gen<float> place = Gen.OneOf(Gen.Choose(-300, 300).Select(i => i / 4f), Gen.Elements(float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f));
        TextBlock text = new TextSetter(Pictures.Fonts()).Set("a dog", new(12, Outline: 2));
        Prop.ForAll(Gen.Zip(Gen.Zip(place, place), Gen.Zip(place, place), (a, b) => (X: a.Item1, Y: a.Item2, W: b.Item1, H: b.Item2)).ToArbitrary(), b =>
        {
            Box box = new(b.X, b.Y, b.W, b.H);
            DrawList list = new();
            list.Fill(box, s_red);
            list.Fill(box, s_red, 5);
            list.HeatMap(box, [1, 2, 3, 4], 2, 2, 1);
            list.Line([new Vector2(b.X, b.Y), new Vector2(b.W, b.H)], s_red, 2);
            list.Write(text, b.X, b.Y, s_red, s_red);
            byte[] pixels = new byte[7 + 16 * 9 * 3 + 7];
            Rasterizer.Draw(list, new PixelSurface(PixelFormat.Rgb24, pixels.AsSpan(7, 16 * 9 * 3), 16, 9));
            Assert.All(pixels[..7].Concat(pixels[^7..]), v => Assert.Equal(0, v));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
