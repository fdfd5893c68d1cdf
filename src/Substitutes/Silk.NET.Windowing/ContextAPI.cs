namespace Silk.NET.Windowing;

public enum ContextAPI
{
    None = 0,
    OpenGL = 2,
}
