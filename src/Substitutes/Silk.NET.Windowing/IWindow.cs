namespace Silk.NET.Windowing;

public interface IWindow : IWindowProperties, IView
{
    event Action<string[]>? FileDrop;

    event Action<WindowState>? StateChanged;
}
