namespace Silk.NET.OpenGL;

public enum VertexAttribPointerType
{
    Float = 5126,
    UnsignedByte = 5121,
}
