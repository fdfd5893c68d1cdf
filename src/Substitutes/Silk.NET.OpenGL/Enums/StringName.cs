namespace Silk.NET.OpenGL;

public enum StringName
{
    Extensions = 7939,
    Renderer = 7937,
    Version = 7938,
}
