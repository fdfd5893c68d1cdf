using Silk.NET.Input.Glfw;
using Silk.NET.Windowing;
using Silk.NET.Windowing.Glfw;

namespace Silk.NET.Input;

public static class InputWindowExtensions
{
    public static IInputContext CreateInput(this IView view) =>
        view is GlfwWindow { IsInitialized: true } window ? new GlfwInputContext(window) : throw new NotSupportedException("the view is no window, or was not initialised");
}
