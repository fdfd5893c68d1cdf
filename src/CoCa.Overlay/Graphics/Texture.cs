using Silk.NET.OpenGL;

namespace CoCa.Overlay.Graphics;

/// <summary>A two-dimensional texture of one format, as large as what was put into it. Of the context's thread; it is bound when it is used.</summary>
internal sealed unsafe class Texture(GL gl, InternalFormat stored, PixelFormat format, PixelType type, bool isSmooth) : IDisposable
{
    private uint _texture;

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Binds it to the first unit.</summary>
    public void Bind() => gl.BindTexture(TextureTarget.Texture2D, _texture);

    /// <summary>Makes it this large; what it held is gone.</summary>
    public void Resize(int width, int height)
    {
        if (_texture == 0) _texture = gl.GenTexture();
        Bind();
        int filter = isSmooth ? (int)TextureMinFilter.Linear : (int)TextureMinFilter.Nearest;
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, filter);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, filter);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
        gl.TexImage2D(TextureTarget.Texture2D, 0, stored, (uint)width, (uint)height, 0, format, type, null);
        (Width, Height) = (width, height);
    }

    /// <summary>Fills a part: rows from the top, without gaps.</summary>
    public void Load<T>(int x, int y, int width, int height, ReadOnlySpan<T> pixels)
        where T : unmanaged
    {
        Bind();
        gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        fixed (T* p = pixels) gl.TexSubImage2D(TextureTarget.Texture2D, 0, x, y, (uint)width, (uint)height, format, type, p);
    }

    public void Dispose()
    {
        if (_texture != 0) gl.DeleteTexture(_texture);
    }
}
