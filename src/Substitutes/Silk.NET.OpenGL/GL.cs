using System.Runtime.InteropServices;
using System.Text;
using Silk.NET.Core.Contexts;
using Silk.NET.Core.Native;

namespace Silk.NET.OpenGL;

/// <summary>OpenGL's functions, each found when it is first called. One thread: the context's.</summary>
public unsafe class GL : NativeAPI
{
    private readonly INativeContext _functions;
    private readonly Dictionary<string, nint> _found = new(StringComparer.Ordinal);

    private GL(INativeContext context)
        : base(context) => _functions = context;

    public static GL GetApi(IGLContextSource contextSource)
    {
        ArgumentNullException.ThrowIfNull(contextSource);
        return new(contextSource.GLContext ?? throw new InvalidOperationException("the window has no OpenGL context: it was not initialised, or its API is another"));
    }

    public override bool IsExtensionPresent(string extension)
    {
        int count = GetInteger(GetPName.NumExtensions);
        for (uint i = 0; i < count; i++)
            if (Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<uint, uint, byte*>)Find("glGetStringi"))((uint)StringName.Extensions, i)) == extension) return true;
        return false;
    }

    public void ActiveTexture(TextureUnit texture) => ((delegate* unmanaged<uint, void>)Find("glActiveTexture"))((uint)texture);

    public void AttachShader(uint program, uint shader) => ((delegate* unmanaged<uint, uint, void>)Find("glAttachShader"))(program, shader);

    public void BindBuffer(BufferTargetARB target, uint buffer) => ((delegate* unmanaged<uint, uint, void>)Find("glBindBuffer"))((uint)target, buffer);

    public void BindFramebuffer(FramebufferTarget target, uint framebuffer) => ((delegate* unmanaged<uint, uint, void>)Find("glBindFramebuffer"))((uint)target, framebuffer);

    public void BindSampler(uint unit, uint sampler) => ((delegate* unmanaged<uint, uint, void>)Find("glBindSampler"))(unit, sampler);

    public void BindTexture(TextureTarget target, uint texture) => ((delegate* unmanaged<uint, uint, void>)Find("glBindTexture"))((uint)target, texture);

    public void BindVertexArray(uint array) => ((delegate* unmanaged<uint, void>)Find("glBindVertexArray"))(array);

    public void BlendEquationSeparate(BlendEquationModeEXT modeRGB, BlendEquationModeEXT modeAlpha) => ((delegate* unmanaged<uint, uint, void>)Find("glBlendEquationSeparate"))((uint)modeRGB, (uint)modeAlpha);

    public void BlendFunc(BlendingFactor sfactor, BlendingFactor dfactor) => ((delegate* unmanaged<uint, uint, void>)Find("glBlendFunc"))((uint)sfactor, (uint)dfactor);

    public void BlendFuncSeparate(BlendingFactor sfactorRGB, BlendingFactor dfactorRGB, BlendingFactor sfactorAlpha, BlendingFactor dfactorAlpha) =>
        ((delegate* unmanaged<uint, uint, uint, uint, void>)Find("glBlendFuncSeparate"))((uint)sfactorRGB, (uint)dfactorRGB, (uint)sfactorAlpha, (uint)dfactorAlpha);

    public void BufferData<T0>(BufferTargetARB target, ReadOnlySpan<T0> data, BufferUsageARB usage)
        where T0 : unmanaged
    {
        fixed (T0* p = data) ((delegate* unmanaged<uint, nint, void*, uint, void>)Find("glBufferData"))((uint)target, (nint)data.Length * sizeof(T0), p, (uint)usage);
    }

    public GLEnum CheckFramebufferStatus(FramebufferTarget target) => (GLEnum)((delegate* unmanaged<uint, uint>)Find("glCheckFramebufferStatus"))((uint)target);

    public void Clear(ClearBufferMask mask) => ((delegate* unmanaged<uint, void>)Find("glClear"))((uint)mask);

    public void ClearColor(float red, float green, float blue, float alpha) => ((delegate* unmanaged<float, float, float, float, void>)Find("glClearColor"))(red, green, blue, alpha);

    public void ColorMask(bool red, bool green, bool blue, bool alpha) => ((delegate* unmanaged<byte, byte, byte, byte, void>)Find("glColorMask"))(Byte(red), Byte(green), Byte(blue), Byte(alpha));

    public void CompileShader(uint shader) => ((delegate* unmanaged<uint, void>)Find("glCompileShader"))(shader);

    public uint CreateProgram() => ((delegate* unmanaged<uint>)Find("glCreateProgram"))();

    public uint CreateShader(ShaderType type) => ((delegate* unmanaged<uint, uint>)Find("glCreateShader"))((uint)type);

    public void DeleteBuffer(uint buffers) => ((delegate* unmanaged<int, uint*, void>)Find("glDeleteBuffers"))(1, &buffers);

    public void DeleteFramebuffer(uint framebuffers) => ((delegate* unmanaged<int, uint*, void>)Find("glDeleteFramebuffers"))(1, &framebuffers);

    public void DeleteProgram(uint program) => ((delegate* unmanaged<uint, void>)Find("glDeleteProgram"))(program);

    public void DeleteShader(uint shader) => ((delegate* unmanaged<uint, void>)Find("glDeleteShader"))(shader);

    public void DeleteTexture(uint textures) => ((delegate* unmanaged<int, uint*, void>)Find("glDeleteTextures"))(1, &textures);

    public void DeleteVertexArray(uint arrays) => ((delegate* unmanaged<int, uint*, void>)Find("glDeleteVertexArrays"))(1, &arrays);

    public void Disable(EnableCap cap) => ((delegate* unmanaged<uint, void>)Find("glDisable"))((uint)cap);

    public void DrawArrays(PrimitiveType mode, int first, uint count) => ((delegate* unmanaged<uint, int, uint, void>)Find("glDrawArrays"))((uint)mode, first, count);

    public void DrawArraysInstanced(PrimitiveType mode, int first, uint count, uint instancecount) =>
        ((delegate* unmanaged<uint, int, uint, uint, void>)Find("glDrawArraysInstanced"))((uint)mode, first, count, instancecount);

    public void Enable(EnableCap cap) => ((delegate* unmanaged<uint, void>)Find("glEnable"))((uint)cap);

    public void EnableVertexAttribArray(uint index) => ((delegate* unmanaged<uint, void>)Find("glEnableVertexAttribArray"))(index);

    public void FramebufferTexture2D(FramebufferTarget target, FramebufferAttachment attachment, TextureTarget textarget, uint texture, int level) =>
        ((delegate* unmanaged<uint, uint, uint, uint, int, void>)Find("glFramebufferTexture2D"))((uint)target, (uint)attachment, (uint)textarget, texture, level);

    public uint GenBuffer() => Make("glGenBuffers");

    public uint GenFramebuffer() => Make("glGenFramebuffers");

    public uint GenTexture() => Make("glGenTextures");

    public uint GenVertexArray() => Make("glGenVertexArrays");

    public void GetBoolean(GetPName pname, bool* data) => ((delegate* unmanaged<uint, bool*, void>)Find("glGetBooleanv"))((uint)pname, data);

    public GLEnum GetError() => (GLEnum)((delegate* unmanaged<uint>)Find("glGetError"))();

    public int GetInteger(GetPName pname)
    {
        int value = 0;
        GetInteger(pname, &value);
        return value;
    }

    public void GetInteger(GetPName pname, int* data) => ((delegate* unmanaged<uint, int*, void>)Find("glGetIntegerv"))((uint)pname, data);

    public void GetProgram(uint program, ProgramPropertyARB pname, out int @params)
    {
        fixed (int* p = &@params) ((delegate* unmanaged<uint, uint, int*, void>)Find("glGetProgramiv"))(program, (uint)pname, p);
    }

    public string GetProgramInfoLog(uint program) => Log("glGetProgramInfoLog", program);

    public void GetShader(uint shader, ShaderParameterName pname, out int @params)
    {
        fixed (int* p = &@params) ((delegate* unmanaged<uint, uint, int*, void>)Find("glGetShaderiv"))(shader, (uint)pname, p);
    }

    public string GetShaderInfoLog(uint shader) => Log("glGetShaderInfoLog", shader);

    public string GetStringS(StringName name) => Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<uint, byte*>)Find("glGetString"))((uint)name)) ?? "";

    public int GetUniformLocation(uint program, string name)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(name + '\0')) return ((delegate* unmanaged<uint, byte*, int>)Find("glGetUniformLocation"))(program, p);
    }

    public bool IsEnabled(EnableCap cap) => ((delegate* unmanaged<uint, byte>)Find("glIsEnabled"))((uint)cap) != 0;

    public void LinkProgram(uint program) => ((delegate* unmanaged<uint, void>)Find("glLinkProgram"))(program);

    public void PixelStore(PixelStoreParameter pname, int param) => ((delegate* unmanaged<uint, int, void>)Find("glPixelStorei"))((uint)pname, param);

    public void ReadPixels(int x, int y, uint width, uint height, PixelFormat format, PixelType type, void* pixels) =>
        ((delegate* unmanaged<int, int, uint, uint, uint, uint, void*, void>)Find("glReadPixels"))(x, y, width, height, (uint)format, (uint)type, pixels);

    public void Scissor(int x, int y, uint width, uint height) => ((delegate* unmanaged<int, int, uint, uint, void>)Find("glScissor"))(x, y, width, height);

    public void ShaderSource(uint shader, string @string)
    {
        byte[] source = Encoding.UTF8.GetBytes(@string);
        int length = source.Length;
        fixed (byte* p = source)
        {
            byte* text = p;
            ((delegate* unmanaged<uint, int, byte**, int*, void>)Find("glShaderSource"))(shader, 1, &text, &length);
        }
    }

    public void TexImage2D(TextureTarget target, int level, InternalFormat internalformat, uint width, uint height, int border, PixelFormat format, PixelType type, void* pixels) =>
        ((delegate* unmanaged<uint, int, int, uint, uint, int, uint, uint, void*, void>)Find("glTexImage2D"))((uint)target, level, (int)internalformat, width, height, border, (uint)format, (uint)type, pixels);

    public void TexParameter(TextureTarget target, TextureParameterName pname, int param) => ((delegate* unmanaged<uint, uint, int, void>)Find("glTexParameteri"))((uint)target, (uint)pname, param);

    public void TexSubImage2D(TextureTarget target, int level, int xoffset, int yoffset, uint width, uint height, PixelFormat format, PixelType type, void* pixels) =>
        ((delegate* unmanaged<uint, int, int, int, uint, uint, uint, uint, void*, void>)Find("glTexSubImage2D"))((uint)target, level, xoffset, yoffset, width, height, (uint)format, (uint)type, pixels);

    public void Uniform1(int location, int v0) => ((delegate* unmanaged<int, int, void>)Find("glUniform1i"))(location, v0);

    public void Uniform2(int location, float v0, float v1) => ((delegate* unmanaged<int, float, float, void>)Find("glUniform2f"))(location, v0, v1);

    public void UseProgram(uint program) => ((delegate* unmanaged<uint, void>)Find("glUseProgram"))(program);

    public void VertexAttribDivisor(uint index, uint divisor) => ((delegate* unmanaged<uint, uint, void>)Find("glVertexAttribDivisor"))(index, divisor);

    public void VertexAttribPointer(uint index, int size, VertexAttribPointerType type, bool normalized, uint stride, nint pointer) =>
        ((delegate* unmanaged<uint, int, uint, byte, uint, nint, void>)Find("glVertexAttribPointer"))(index, size, (uint)type, Byte(normalized), stride, pointer);

    public void Viewport(int x, int y, uint width, uint height) => ((delegate* unmanaged<int, int, uint, uint, void>)Find("glViewport"))(x, y, width, height);

    private static byte Byte(bool value) => value ? (byte)1 : (byte)0;

    private nint Find(string name)
    {
        if (!_found.TryGetValue(name, out nint function)) _found[name] = function = _functions.GetProcAddress(name);
        return function;
    }

    private uint Make(string function)
    {
        uint made;
        ((delegate* unmanaged<int, uint*, void>)Find(function))(1, &made);
        return made;
    }

    private string Log(string function, uint of)
    {
        const int Room = 4096;
        byte* text = stackalloc byte[Room];
        int length = 0;
        ((delegate* unmanaged<uint, int, int*, byte*, void>)Find(function))(of, Room, &length, text);
        return Encoding.UTF8.GetString(text, length);
    }
}
