namespace Silk.NET.OpenGL;

public enum TextureParameterName
{
    TextureMagFilter = 10240,
    TextureMinFilter = 10241,
    TextureWrapS = 10242,
    TextureWrapT = 10243,
}
