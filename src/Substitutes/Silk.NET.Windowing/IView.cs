using Silk.NET.Core.Contexts;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

public interface IView : IViewProperties, IGLContextSource, IDisposable
{
    event Action<Vector2D<int>>? Resize;

    event Action<Vector2D<int>>? FramebufferResize;

    event Action? Closing;

    event Action? Load;

    event Action<double>? Update;

    event Action<double>? Render;

    nint Handle { get; }

    bool IsClosing { get; }

    bool IsInitialized { get; }

    double Time { get; }

    Vector2D<int> FramebufferSize { get; }

    void Initialize();

    void DoRender();

    void DoUpdate();

    void DoEvents();

    void Reset();

    void Close();

    void Run(Action onFrame);
}
