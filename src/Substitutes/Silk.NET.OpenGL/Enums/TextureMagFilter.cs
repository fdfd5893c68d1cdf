namespace Silk.NET.OpenGL;

public enum TextureMagFilter
{
    Linear = 9729,
    Nearest = 9728,
}
