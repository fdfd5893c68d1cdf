namespace Silk.NET.OpenGL;

public enum InternalFormat
{
    R32f = 33326,
    RG8 = 33323,
    Rgb8 = 32849,
    Rgba8 = 32856,
}
