namespace Silk.NET.OpenGL;

public enum TextureTarget
{
    Texture2D = 3553,
}
