namespace Silk.NET.OpenGL;

public enum ShaderParameterName
{
    CompileStatus = 35713,
}
