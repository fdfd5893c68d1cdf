using Silk.NET.Core.Contexts;
using static Silk.NET.Windowing.Glfw.GlfwLibrary;

namespace Silk.NET.Windowing.Glfw;

/// <summary>The OpenGL context of a window.</summary>
internal sealed class GlfwContext(GlfwWindow window) : IGLContext
{
    public nint Handle => window.Handle;

    public IGLContextSource? Source => window;

    public bool IsCurrent => glfwGetCurrentContext() == window.Handle;

    public void SwapInterval(int interval) => glfwSwapInterval(interval);

    public void SwapBuffers() => glfwSwapBuffers(window.Handle);

    public void MakeCurrent() => glfwMakeContextCurrent(window.Handle);

    public void Clear() => glfwMakeContextCurrent(0);

    public nint GetProcAddress(string proc, int? slot = default) => TryGetProcAddress(proc, out nint address) ? address : throw new EntryPointNotFoundException(proc);

    public bool TryGetProcAddress(string proc, out nint addr, int? slot = default) => (addr = glfwGetProcAddress(proc)) != 0;

    public void Dispose()
    {
    }
}
