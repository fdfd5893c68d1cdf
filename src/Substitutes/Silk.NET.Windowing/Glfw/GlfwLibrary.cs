using System.Runtime.InteropServices;

namespace Silk.NET.Windowing.Glfw;

/// <summary>The functions of GLFW 3.3 that windows and keyboards need, and its start.</summary>
internal static unsafe partial class GlfwLibrary
{
    private const string Library = "libglfw.so.3";
    private static bool s_isStarted;

    /// <summary>Null when windows can be opened, else why they cannot. GLFW is started once and left to the process's end: other windows may use it.</summary>
    public static string? WhyNot()
    {
        if (s_isStarted) return null;
        try
        {
            s_isStarted = glfwInit() != 0;
            return s_isStarted ? null : Error();
        }
        catch (DllNotFoundException)
        {
            return $"{Library} is not installed (apt-get install libglfw3)";
        }
    }

    /// <summary>What went wrong last.</summary>
    public static string Error()
    {
        byte* text = null;
        int code = glfwGetError(&text);
        return code == 0 ? "GLFW does not say why" : Marshal.PtrToStringUTF8((nint)text) ?? $"GLFW error 0x{code:x}";
    }

    [LibraryImport(Library)]
    private static partial int glfwInit();

    [LibraryImport(Library)]
    private static partial int glfwGetError(byte** text);

    [LibraryImport(Library)]
    internal static partial void glfwDefaultWindowHints();

    [LibraryImport(Library)]
    internal static partial void glfwWindowHint(int hint, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint glfwCreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(Library)]
    internal static partial void glfwDestroyWindow(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwMakeContextCurrent(nint window);

    [LibraryImport(Library)]
    internal static partial nint glfwGetCurrentContext();

    [LibraryImport(Library)]
    internal static partial void glfwSwapBuffers(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwSwapInterval(int interval);

    [LibraryImport(Library)]
    internal static partial void glfwPollEvents();

    [LibraryImport(Library)]
    internal static partial int glfwWindowShouldClose(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwSetWindowShouldClose(nint window, int value);

    [LibraryImport(Library)]
    internal static partial void glfwGetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(Library)]
    internal static partial void glfwGetWindowSize(nint window, out int width, out int height);

    [LibraryImport(Library)]
    internal static partial void glfwSetWindowSize(nint window, int width, int height);

    [LibraryImport(Library)]
    internal static partial void glfwGetWindowPos(nint window, out int x, out int y);

    [LibraryImport(Library)]
    internal static partial void glfwSetWindowPos(nint window, int x, int y);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void glfwSetWindowTitle(nint window, string title);

    [LibraryImport(Library)]
    internal static partial void glfwShowWindow(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwHideWindow(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwIconifyWindow(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwMaximizeWindow(nint window);

    [LibraryImport(Library)]
    internal static partial void glfwRestoreWindow(nint window);

    [LibraryImport(Library)]
    internal static partial int glfwGetWindowAttrib(nint window, int attribute);

    [LibraryImport(Library)]
    internal static partial void glfwSetWindowAttrib(nint window, int attribute, int value);

    [LibraryImport(Library)]
    internal static partial nint glfwGetPrimaryMonitor();

    [LibraryImport(Library)]
    internal static partial int* glfwGetVideoMode(nint monitor);

    [LibraryImport(Library)]
    internal static partial void glfwSetWindowMonitor(nint window, nint monitor, int x, int y, int width, int height, int rate);

    [LibraryImport(Library)]
    internal static partial double glfwGetTime();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint glfwGetProcAddress(string name);

    [LibraryImport(Library)]
    internal static partial nint glfwSetKeyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> callback);

    [LibraryImport(Library)]
    internal static partial nint glfwSetCharCallback(nint window, delegate* unmanaged[Cdecl]<nint, uint, void> callback);

    [LibraryImport(Library)]
    internal static partial nint glfwSetFramebufferSizeCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);

    [LibraryImport(Library)]
    internal static partial nint glfwSetWindowSizeCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);

    [LibraryImport(Library)]
    internal static partial nint glfwSetWindowIconifyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, void> callback);

    [LibraryImport(Library)]
    internal static partial nint glfwSetWindowCloseCallback(nint window, delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library)]
    internal static partial nint glfwSetDropCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, byte**, void> callback);
}
