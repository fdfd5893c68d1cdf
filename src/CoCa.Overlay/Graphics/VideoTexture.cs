using CoCa.Core.Preprocessing;
using CoCa.Live.Sinks;
using Silk.NET.OpenGL;
using PixelFormat = CoCa.Core.Preprocessing.PixelFormat;

namespace CoCa.Overlay.Graphics;

/// <summary>The newest picture of the video on the GPU. Of the context's thread.</summary>
internal sealed class VideoTexture(GL gl) : IDisposable
{
    private readonly ShaderProgram _program = new(gl, Shaders.VideoVertex, Shaders.Video);
    private readonly Texture _rgb = new(gl, InternalFormat.Rgb8, Silk.NET.OpenGL.PixelFormat.Rgb, PixelType.UnsignedByte, isSmooth: true);
    private readonly uint _array = gl.GenVertexArray();

    private RgbPicture? _converted;

    /// <summary>Its width; 0 before the first picture.</summary>
    public int Width => _rgb.Width;

    /// <summary>Its height; 0 before the first picture.</summary>
    public int Height => _rgb.Height;

    /// <summary>Takes a picture's pixels, rows without gaps. Sources of ours give <see cref="PixelFormat.Rgb24"/>; what hosts push in another format is converted first.</summary>
    public void Load(PixelBuffer picture)
    {
        if ((picture.Width, picture.Height) != (Width, Height)) _rgb.Resize(picture.Width, picture.Height);
        if (picture.Format == PixelFormat.Rgb24)
        {
            _rgb.Load(0, 0, Width, Height, picture.Plane0);
            return;
        }
        if (_converted is null || (_converted.Width, _converted.Height) != (Width, Height)) _converted = new(Width, Height);
        _converted.Load(picture);
        _rgb.Load(0, 0, Width, Height, (ReadOnlySpan<byte>)_converted.Pixels);
    }

    /// <summary>Draws it, scaled, into a part of the framebuffer.</summary>
    public void Draw(int x, int y, int width, int height)
    {
        if (_rgb.Width == 0) return;
        gl.Viewport(x, y, (uint)width, (uint)height);
        gl.Disable(EnableCap.Blend);
        _program.Use();
        _rgb.Bind();
        gl.BindVertexArray(_array);
        gl.DrawArrays(PrimitiveType.TriangleStrip, 0, 4);
        gl.Enable(EnableCap.Blend);
    }

    public void Dispose()
    {
        _program.Dispose();
        _rgb.Dispose();
        gl.DeleteVertexArray(_array);
    }
}
