using Silk.NET.Core.Contexts;
using Silk.NET.Maths;
using static Silk.NET.Windowing.Glfw.GlfwLibrary;

namespace Silk.NET.Windowing.Glfw;

/// <summary>
/// A window of GLFW. What GLFW tells while it polls is kept and told when it has returned: a handler that throws must not do so through native frames.
/// </summary>
internal sealed class GlfwWindow : IWindow
{
    private const int Decorated = 0x20005, Floating = 0x20007, Iconified = 0x20002, Maximized = 0x20008, Visible = 0x20004;

    private readonly Queue<Action> _happened = [];
    private WindowOptions _options;
    private Vector2D<int> _windowedPosition, _windowedSize;
    private nint _window;
    private double _lastUpdate, _lastRender;
    private bool _isFullscreen, _isClosingTold;

    public GlfwWindow(WindowOptions options)
    {
        _options = options;
        GLContext = new GlfwContext(this);
    }

    public event Action<Vector2D<int>>? Resize;

    public event Action<Vector2D<int>>? FramebufferResize;

    public event Action? Closing;

    public event Action? Load;

    public event Action<double>? Update;

    public event Action<double>? Render;

    public event Action<string[]>? FileDrop;

    public event Action<WindowState>? StateChanged;

    /// <summary>A key: its number, its scan code, 1 for down, 0 for up, 2 for held.</summary>
    internal event Action<int, int, int>? KeyHappened;

    /// <summary>A character was typed.</summary>
    internal event Action<uint>? CharHappened;

    public IGLContext? GLContext { get; }

    public nint Handle => _window;

    public bool IsInitialized => _window != 0;

    public bool IsClosing => _window == 0 || glfwWindowShouldClose(_window) != 0;

    public double Time => glfwGetTime();

    public double FramesPerSecond { get => _options.FramesPerSecond; set => _options.FramesPerSecond = value; }

    public bool VSync
    {
        get => _options.VSync;
        set
        {
            _options.VSync = value;
            if (IsInitialized) glfwSwapInterval(value ? 1 : 0);
        }
    }

    public Vector2D<int> FramebufferSize
    {
        get
        {
            if (!IsInitialized) return _options.Size;
            glfwGetFramebufferSize(_window, out int width, out int height);
            return new(width, height);
        }
    }

    public Vector2D<int> Size
    {
        get
        {
            if (!IsInitialized) return _options.Size;
            glfwGetWindowSize(_window, out int width, out int height);
            return new(width, height);
        }

        set
        {
            _options.Size = value;
            if (IsInitialized) glfwSetWindowSize(_window, value.X, value.Y);
        }
    }

    public Vector2D<int> Position
    {
        get
        {
            if (!IsInitialized) return _options.Position;
            glfwGetWindowPos(_window, out int x, out int y);
            return new(x, y);
        }

        set
        {
            _options.Position = value;
            if (IsInitialized) glfwSetWindowPos(_window, value.X, value.Y);
        }
    }

    public string Title
    {
        get => _options.Title;
        set
        {
            _options.Title = value;
            if (IsInitialized) glfwSetWindowTitle(_window, value);
        }
    }

    public bool IsVisible
    {
        get => _options.IsVisible;
        set
        {
            _options.IsVisible = value;
            if (!IsInitialized) return;
            if (value) glfwShowWindow(_window);
            else glfwHideWindow(_window);
        }
    }

    public WindowBorder WindowBorder
    {
        get => _options.WindowBorder;
        set
        {
            _options.WindowBorder = value;
            if (IsInitialized) glfwSetWindowAttrib(_window, Decorated, value == WindowBorder.Hidden ? 0 : 1);
        }
    }

    public bool TopMost
    {
        get => _options.TopMost;
        set
        {
            _options.TopMost = value;
            if (IsInitialized) glfwSetWindowAttrib(_window, Floating, value ? 1 : 0);
        }
    }

    public WindowState WindowState
    {
        get
        {
            if (!IsInitialized) return _options.WindowState;
            if (glfwGetWindowAttrib(_window, Iconified) != 0) return WindowState.Minimized;
            if (_isFullscreen) return WindowState.Fullscreen;
            return glfwGetWindowAttrib(_window, Maximized) != 0 ? WindowState.Maximized : WindowState.Normal;
        }

        set
        {
            _options.WindowState = value;
            if (IsInitialized) Enter(value);
        }
    }

    public void Initialize()
    {
        glfwDefaultWindowHints();
        glfwWindowHint(0x22002, _options.API.Version.MajorVersion);
        glfwWindowHint(0x22003, _options.API.Version.MinorVersion);
        glfwWindowHint(0x22008, _options.API.Profile == ContextProfile.Core ? 0x32001 : 0x32002);
        glfwWindowHint(0x22006, _options.API.Flags.HasFlag(ContextFlags.ForwardCompatible) ? 1 : 0);
        glfwWindowHint(0x22007, _options.API.Flags.HasFlag(ContextFlags.Debug) ? 1 : 0);
        glfwWindowHint(Visible, 0);
        glfwWindowHint(0x2000A, _options.TransparentFramebuffer ? 1 : 0);
        glfwWindowHint(Floating, _options.TopMost ? 1 : 0);
        glfwWindowHint(Decorated, _options.WindowBorder == WindowBorder.Hidden ? 0 : 1);
        glfwWindowHint(0x20003, _options.WindowBorder == WindowBorder.Resizable ? 1 : 0);
        _window = glfwCreateWindow(_options.Size.X, _options.Size.Y, _options.Title, 0, 0);
        if (_window == 0) throw new PlatformNotSupportedException($"no window can be opened: {Error()}");
        GlfwCallbacks.Attach(_window, this);
        GLContext!.MakeCurrent();
        glfwSwapInterval(_options.VSync ? 1 : 0);
        glfwSetWindowPos(_window, _options.Position.X, _options.Position.Y);
        if (_options.IsVisible) glfwShowWindow(_window);
        if (_options.WindowState != WindowState.Normal) Enter(_options.WindowState);
        _lastUpdate = _lastRender = Time;
        Load?.Invoke();
    }

    public void DoEvents()
    {
        glfwPollEvents();
        while (_happened.TryDequeue(out Action? tell)) tell();
    }

    public void DoUpdate()
    {
        double now = Time, passed = now - _lastUpdate;
        if (_options.UpdatesPerSecond > 0 && passed < 1 / _options.UpdatesPerSecond) return;
        _lastUpdate = now;
        Update?.Invoke(passed);
    }

    public void DoRender()
    {
        double now = Time, passed = now - _lastRender;
        if (_options.FramesPerSecond > 0 && passed < 1 / _options.FramesPerSecond) return;
        _lastRender = now;
        if (!GLContext!.IsCurrent) GLContext.MakeCurrent();
        Render?.Invoke(passed);
        if (_options.ShouldSwapAutomatically) GLContext.SwapBuffers();
    }

    public void Run(Action onFrame)
    {
        ArgumentNullException.ThrowIfNull(onFrame);
        while (!IsClosing) onFrame();
    }

    public void Close()
    {
        if (!IsInitialized) return;
        glfwSetWindowShouldClose(_window, 1);
        TellClosing();
    }

    public void Reset()
    {
        if (!IsInitialized) return;
        GlfwCallbacks.Detach(_window);
        glfwDestroyWindow(_window);
        _happened.Clear();
        (_window, _isFullscreen, _isClosingTold) = (0, false, false);
    }

    public void Dispose() => Reset();

    internal void Key(int key, int scanCode, int action) => _happened.Enqueue(() => KeyHappened?.Invoke(key, scanCode, action));

    internal void Char(uint character) => _happened.Enqueue(() => CharHappened?.Invoke(character));

    internal void Resized(int width, int height) => _happened.Enqueue(() => Resize?.Invoke(new(width, height)));

    internal void FramebufferResized(int width, int height) => _happened.Enqueue(() => FramebufferResize?.Invoke(new(width, height)));

    internal void Dropped(string[] files) => _happened.Enqueue(() => FileDrop?.Invoke(files));

    internal void IconifiedOrNot() => _happened.Enqueue(() => StateChanged?.Invoke(WindowState));

    internal void AskedToClose() => _happened.Enqueue(TellClosing);

    private void TellClosing()
    {
        if (_isClosingTold) return;
        _isClosingTold = true;
        Closing?.Invoke();
    }

    private unsafe void Enter(WindowState state)
    {
        if (_isFullscreen && state != WindowState.Fullscreen)
        {
            _isFullscreen = false;
            glfwSetWindowMonitor(_window, 0, _windowedPosition.X, _windowedPosition.Y, _windowedSize.X, _windowedSize.Y, 0);
        }
        switch (state)
        {
            case WindowState.Minimized:
                glfwIconifyWindow(_window);
                break;
            case WindowState.Maximized:
                glfwMaximizeWindow(_window);
                break;
            case WindowState.Fullscreen when !_isFullscreen && glfwGetPrimaryMonitor() is not 0 and nint monitor:
                (_windowedPosition, _windowedSize, _isFullscreen) = (Position, Size, true);
                int* mode = glfwGetVideoMode(monitor); // width, height, three depths, rate
                glfwSetWindowMonitor(_window, monitor, 0, 0, mode[0], mode[1], mode[5]);
                break;
            case WindowState.Normal:
                glfwRestoreWindow(_window);
                break;
        }
    }
}
