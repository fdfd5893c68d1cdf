namespace Silk.NET.OpenGL;

public enum PrimitiveType
{
    TriangleStrip = 5,
    Triangles = 4,
}
