using System.Numerics;
using CoCa.Drawing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Text;
using CoCa.Overlay.Graphics;
using Silk.NET.OpenGL;

namespace CoCa.Overlay.Tests;

[Collection("screen")]
public sealed class DrawListRendererTests(Display display)
{
    internal static OverlayModel Model() => new()
    {
        Caption = "a woman walks with a small brown dog on a path through the park",
        Labels = new OverlayLabel[] { new("dog", .25f, false), new("woman walking a dog", .75f, true), new("car", .02f, false) },
        FrameWeights = new float[] { .1f, .2f, .7f, .4f },
        PatchWeights = new float[] { 0, 1, 2, 3, 1, .5f },
        GridWidth = 3,
        GridHeight = 2,
        FramesPerSecond = 25,
        Age = TimeSpan.FromMilliseconds(12),
        AgeP99 = TimeSpan.FromMilliseconds(31),
        Device = "cpu",
        Badge = "Stalled",
    };

    [Fact]
    public void The_GPU_draws_the_pixels_that_the_processor_draws()
    {
        display.Require();
        using Target target = new(640, 360);
        using DrawListRenderer renderer = new(target.Gl);
        DrawList list = new();
        new OverlayPainter(FontSet.System()) { Parts = OverlayParts.Standard | OverlayParts.HeatMap }.Paint(Model(), target.Width, target.Height, list);
        list.Fill(new(10.3f, 200.6f, 40.5f, 30.2f), new Rgba(250, 10, 80, 200));
        list.Shade(new(-20, 240, 80.5f, 60), new Rgba(0, 0, 255), new Rgba(0, 255, 0, 60), 12);
        list.Line([new Vector2(300, 40), new Vector2(420.5f, 90), new Vector2(360, 150)], new Rgba(255, 255, 0, 180), 5);
        Expect(target.Expected(list), target.Draw(renderer, list));
    }

    [Fact]
    public void More_text_than_a_texture_holds_is_drawn_all_the_same()
    {
        display.Require();
        using Target target = new(1000, 700);
        using DrawListRenderer renderer = new(target.Gl);
        TextSetter setter = new(FontSet.System(), kept: 400);
        DrawList list = new();
        for (int i = 0; i < 120; i++) list.Write(setter.Set($"caption number {i} of many", new(60, IsBold: i % 2 == 0, Outline: 2)), i * 7 % 400, i * 31 % 640, new Rgba((byte)(i * 2), 200, 90), new Rgba(0, 0, 0, 150));
        for (int pass = 0; pass < 2; pass++) Expect(target.Expected(list), target.Draw(renderer, list));
    }

    [Fact]
    public unsafe void A_hosts_state_is_as_it_was()
    {
        display.Require();
        using Target target = new(320, 180);
        GL gl = target.Gl;
        using DrawListRenderer renderer = new(gl);
        uint texture = gl.GenTexture(), array = gl.GenVertexArray(), buffer = gl.GenBuffer();
        gl.ActiveTexture(TextureUnit.Texture1);
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.BindVertexArray(array);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, buffer);
        gl.Enable(EnableCap.DepthTest);
        gl.Enable(EnableCap.CullFace);
        gl.Enable(EnableCap.ScissorTest);
        gl.Scissor(3, 4, 50, 60);
        gl.Viewport(5, 6, 70, 80);
        gl.BlendFuncSeparate(BlendingFactor.SrcAlpha, BlendingFactor.One, BlendingFactor.Zero, BlendingFactor.OneMinusSrcAlpha);
        gl.PixelStore(PixelStoreParameter.UnpackAlignment, 8);
        gl.PixelStore(PixelStoreParameter.UnpackRowLength, 77);
        gl.ColorMask(true, false, true, false);
        string before = State(gl);
        DrawList list = new();
        new OverlayPainter(FontSet.System()) { Parts = OverlayParts.Standard | OverlayParts.HeatMap }.Paint(Model(), target.Width, target.Height, list);
        renderer.Draw(list, 0, 0, target.Width, target.Height);
        Assert.Equal(before, State(gl));
        Assert.Equal(GLEnum.NoError, gl.GetError());
        // And what was drawn did not heed it.
        gl.ColorMask(true, true, true, true);
        gl.Disable(EnableCap.ScissorTest);
        Expect(target.Expected(list), target.Draw(renderer, list));
    }

    /// <summary>Pixels are equal but for rounding, which adds up where many things lie above each other.</summary>
    internal static void Expect(byte[] expected, byte[] drawn)
    {
        Assert.Equal(expected.Length, drawn.Length);
        long sum = 0;
        int most = 0, different = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            int off = Math.Abs(expected[i] - drawn[i]);
            (sum, most) = (sum + off, Math.Max(most, off));
            if (off > 3) different++;
        }
        Assert.True(different <= drawn.Length / 100_000 && most <= 16 && sum < 0.5 * drawn.Length, $"{different} of {drawn.Length} differ by more than 3, the most by {most}, on average {(double)sum / drawn.Length:0.000}");
        Assert.NotEqual(128, expected.Average(b => b));
    }

    private static unsafe string State(GL gl)
    {
        List<int> all = [];
        foreach (GetPName name in (GetPName[])[GetPName.CurrentProgram, GetPName.VertexArrayBinding, GetPName.ArrayBufferBinding, GetPName.ActiveTexture, GetPName.TextureBinding2D, GetPName.BlendSrcRgb, GetPName.BlendDstRgb,
            GetPName.BlendSrcAlpha, GetPName.BlendDstAlpha, GetPName.BlendEquationRgb, GetPName.UnpackAlignment, GetPName.UnpackRowLength]) all.Add(gl.GetInteger(name));
        foreach (EnableCap cap in (EnableCap[])[EnableCap.Blend, EnableCap.CullFace, EnableCap.DepthTest, EnableCap.ScissorTest, EnableCap.StencilTest, EnableCap.FramebufferSrgb]) all.Add(gl.IsEnabled(cap) ? 1 : 0);
        int* numbers = stackalloc int[4];
        foreach (GetPName name in (GetPName[])[GetPName.Viewport, GetPName.ScissorBox])
        {
            gl.GetInteger(name, numbers);
            all.AddRange([numbers[0], numbers[1], numbers[2], numbers[3]]);
        }
        bool* mask = stackalloc bool[4];
        gl.GetBoolean(GetPName.ColorWritemask, mask);
        return string.Join(' ', all) + $" {mask[0]} {mask[1]} {mask[2]} {mask[3]}";
    }
}
