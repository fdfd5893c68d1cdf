namespace Silk.NET.OpenGL;

public enum TextureMinFilter
{
    Linear = 9729,
    Nearest = 9728,
}
