using Silk.NET.Windowing.Glfw;

namespace Silk.NET.Windowing;

public static class Window
{
    public static IWindow Create(WindowOptions options)
    {
        // As the package does when none of its platforms can be used.
        if (GlfwLibrary.WhyNot() is { } reason) throw new PlatformNotSupportedException($"no window can be opened: {reason}");
        return new GlfwWindow(options);
    }
}
