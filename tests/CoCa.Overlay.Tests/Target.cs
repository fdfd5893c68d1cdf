using CoCa.Drawing;
using CoCa.Drawing.Lists;
using CoCa.Overlay.Graphics;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace CoCa.Overlay.Tests;

/// <summary>A hidden window's OpenGL with a grey picture to draw upon.</summary>
internal sealed unsafe class Target : IDisposable
{
    private readonly IWindow _window;
    private readonly uint _texture, _framebuffer;

    public Target(int width, int height)
    {
        (Width, Height) = (width, height);
        _window = Window.Create(WindowOptions.Default with { IsVisible = false, Size = new(64, 64), VSync = false });
        _window.Initialize();
        Gl = GL.GetApi(_window);
        _texture = Gl.GenTexture();
        Gl.BindTexture(TextureTarget.Texture2D, _texture);
        Gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, (uint)width, (uint)height, 0, Silk.NET.OpenGL.PixelFormat.Rgba, PixelType.UnsignedByte, null);
        _framebuffer = Gl.GenFramebuffer();
        Gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
        Gl.FramebufferTexture2D(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, _texture, 0);
        Assert.Equal(GLEnum.FramebufferComplete, Gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer));
    }

    public GL Gl { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The list over grey, by the renderer.</summary>
    public byte[] Draw(DrawListRenderer renderer, DrawList list)
    {
        Gl.ClearColor(128 / 255f, 128 / 255f, 128 / 255f, 1);
        Gl.Clear(ClearBufferMask.ColorBufferBit);
        renderer.Draw(list, 0, 0, Width, Height);
        byte[] pixels = Windows.Screenshot.Read(Gl, Width, Height);
        Assert.Equal(GLEnum.NoError, Gl.GetError());
        return pixels;
    }

    /// <summary>The same by the processor.</summary>
    public byte[] Expected(DrawList list)
    {
        byte[] pixels = new byte[Width * Height * 3];
        Array.Fill(pixels, (byte)128);
        Rasterizer.Draw(list, new PixelSurface(CoCa.Core.Preprocessing.PixelFormat.Rgb24, pixels, Width, Height));
        return pixels;
    }

    public void Dispose()
    {
        Gl.DeleteFramebuffer(_framebuffer);
        Gl.DeleteTexture(_texture);
        Gl.Dispose();
        _window.Dispose();
    }
}
