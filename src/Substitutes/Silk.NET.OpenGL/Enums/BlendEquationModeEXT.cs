namespace Silk.NET.OpenGL;

public enum BlendEquationModeEXT
{
    FuncAdd = 32774,
}
