namespace Silk.NET.OpenGL;

public enum PixelType
{
    Float = 5126,
    UnsignedByte = 5121,
}
