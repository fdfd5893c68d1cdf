using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Silk.NET.Windowing.Glfw.GlfwLibrary;

namespace Silk.NET.Windowing.Glfw;

/// <summary>What GLFW calls, handed to the window that it is about.</summary>
internal static unsafe class GlfwCallbacks
{
    private static readonly ConcurrentDictionary<nint, GlfwWindow> s_windows = new();

    public static void Attach(nint handle, GlfwWindow window)
    {
        s_windows[handle] = window;
        glfwSetKeyCallback(handle, &Key);
        glfwSetCharCallback(handle, &Char);
        glfwSetWindowSizeCallback(handle, &Resized);
        glfwSetFramebufferSizeCallback(handle, &FramebufferResized);
        glfwSetWindowIconifyCallback(handle, &Iconified);
        glfwSetWindowCloseCallback(handle, &Closed);
        glfwSetDropCallback(handle, &Dropped);
    }

    public static void Detach(nint handle) => s_windows.TryRemove(handle, out _);

    private static GlfwWindow? Of(nint handle) => s_windows.GetValueOrDefault(handle);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Key(nint window, int key, int scanCode, int action, int modifiers) => Of(window)?.Key(key, scanCode, action);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Char(nint window, uint character) => Of(window)?.Char(character);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Resized(nint window, int width, int height) => Of(window)?.Resized(width, height);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FramebufferResized(nint window, int width, int height) => Of(window)?.FramebufferResized(width, height);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Iconified(nint window, int isIconified) => Of(window)?.IconifiedOrNot();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Closed(nint window) => Of(window)?.AskedToClose();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Dropped(nint window, int count, byte** paths)
    {
        string[] files = new string[count];
        for (int i = 0; i < count; i++) files[i] = Marshal.PtrToStringUTF8((nint)paths[i])!;
        Of(window)?.Dropped(files);
    }
}
