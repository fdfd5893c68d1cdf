namespace Silk.NET.OpenGL;

public enum TextureUnit
{
    Texture0 = 33984,
    Texture1 = 33985,
}
