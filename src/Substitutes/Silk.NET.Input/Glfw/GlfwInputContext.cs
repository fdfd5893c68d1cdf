using Silk.NET.Windowing.Glfw;

namespace Silk.NET.Input.Glfw;

/// <summary>A window's one keyboard.</summary>
internal sealed class GlfwInputContext(GlfwWindow window) : IInputContext
{
    private readonly GlfwKeyboard _keyboard = new(window);

    public IReadOnlyList<IKeyboard> Keyboards => [_keyboard];

    public void Dispose() => _keyboard.Detach();
}
