namespace Silk.NET.OpenGL;

public enum TextureWrapMode
{
    ClampToEdge = 33071,
}
