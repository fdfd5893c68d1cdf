using Silk.NET.OpenGL;

namespace CoCa.Overlay.Graphics;

/// <summary>A linked pair of shaders. Of the context's thread.</summary>
internal sealed class ShaderProgram : IDisposable
{
    private readonly GL _gl;
    private readonly uint _program;

    public ShaderProgram(GL gl, string vertex, string fragment)
    {
        _gl = gl;
        _program = gl.CreateProgram();
        uint first = Compile(ShaderType.VertexShader, vertex), second = Compile(ShaderType.FragmentShader, fragment);
        gl.AttachShader(_program, first);
        gl.AttachShader(_program, second);
        gl.LinkProgram(_program);
        gl.DeleteShader(first);
        gl.DeleteShader(second);
        gl.GetProgram(_program, ProgramPropertyARB.LinkStatus, out int isLinked);
        if (isLinked == 0) throw new OverlayException($"this system's OpenGL does not link a shader: {gl.GetProgramInfoLog(_program).Trim()}");
    }

    public void Use() => _gl.UseProgram(_program);

    /// <summary>Where a uniform is; -1 (which OpenGL ignores) where the shader has no use for it.</summary>
    public int Find(string uniform) => _gl.GetUniformLocation(_program, uniform);

    public void Dispose() => _gl.DeleteProgram(_program);

    private uint Compile(ShaderType type, string source)
    {
        uint shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, source);
        _gl.CompileShader(shader);
        _gl.GetShader(shader, ShaderParameterName.CompileStatus, out int isCompiled);
        return isCompiled != 0 ? shader : throw new OverlayException($"this system's OpenGL does not compile a shader: {_gl.GetShaderInfoLog(shader).Trim()}");
    }
}
