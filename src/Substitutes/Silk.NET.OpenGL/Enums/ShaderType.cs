namespace Silk.NET.OpenGL;

public enum ShaderType
{
    FragmentShader = 35632,
    VertexShader = 35633,
}
