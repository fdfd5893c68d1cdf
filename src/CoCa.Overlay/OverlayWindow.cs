using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Text;
using CoCa.Live.Sinks;
using CoCa.Overlay.Graphics;
using CoCa.Overlay.Windows;
using CoCa.Realtime.Frames;
using Silk.NET.Input;
using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace CoCa.Overlay;

/// <summary>
/// A window that shows a stream with its overlay: the video at its own rate, captions, labels, timeline, heat map, figures, and keys that change them (? lists them). It takes the newest of what an <see cref="OverlaySink"/>
/// has and draws it; the engine does not know of it. Opened, run and disposed on one thread: on macOS the process's first one. Thread-safe is only <see cref="Say"/>.
/// </summary>
public sealed class OverlayWindow : IDisposable
{
    /// <summary>So long after something new is drawn on: bars glide, captions fade in.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(1.2), s_held = TimeSpan.FromMilliseconds(120);

    /// <summary>Where the processor draws, the engine needs it more.</summary>
    private const double SoftwareRate = 25;

    private static readonly string[] s_software = ["llvmpipe", "softpipe", "SwiftShader", "GDI Generic", "Basic Render"];

    private readonly OverlaySink _sink;
    private readonly OverlayWindowOptions _options;
    private readonly OverlayActions _actions;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly OverlayPainter _painter;
    private readonly WindowPainter _extras;
    private readonly LabelEditor _editor = new();
    private readonly DrawList _list = new();
    private readonly OverlayModel _nothing = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _said = new();
    private IWindow _window;
    private IInputContext _input;
    private GL _gl;
    private DrawListRenderer _renderer;
    private VideoTexture _video;
    private IReadOnlyList<string> _labels;
    private TimeSpan _changed, _typed, _due;
    private char _lastTyped;
    private bool _isPaused, _isTransparent, _hasPicture, _hasModel, _wantsScreenshot, _isPictureFresh, _wantsRebuild, _isDisposed, _isSoftware;

    private OverlayWindow(OverlaySink sink, OverlayWindowOptions options, OverlayActions actions)
    {
        (_sink, _options, _actions, _time, _labels) = (sink, options, actions, options.Time, options.Labels);
        _start = _time.GetTimestamp();
        FontSet fonts = options.Fonts ?? FontSet.System();
        (_painter, _extras) = (new(fonts, options.Theme), new(fonts, options.Theme));
        OpenWindow(new(options.Width, options.Height), null);
    }

    /// <summary>What of the overlay is shown.</summary>
    public OverlayParts Parts
    {
        get => _painter.Parts;
        set => _painter.Parts = value;
    }

    /// <summary>The renderer that OpenGL names.</summary>
    public string Renderer => _gl.GetStringS(StringName.Renderer);

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Opens a window.</summary>
    /// <param name="sink">What is shown.</param>
    /// <param name="options">How it is.</param>
    /// <param name="actions">What its keys may ask for; nothing if null.</param>
    /// <exception cref="OverlayException">There is no display, or no OpenGL 3.3 on it.</exception>
    /// <exception cref="Core.MissingDependencyException">There is no font.</exception>
    public static OverlayWindow Open(OverlaySink sink, OverlayWindowOptions? options = null, OverlayActions? actions = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        options ??= new();
        options.Validate();
        return new(sink, options, actions ?? new());
    }

    /// <summary>Draws until the window is closed, or cancelled.</summary>
    /// <param name="ended">The run is over.</param>
    public void Run(CancellationToken ended = default)
    {
        using CancellationTokenRegistration wake = ended.Register(() => _sink.Wake());
        while (!_window.IsClosing && !ended.IsCancellationRequested)
        {
            _window.DoEvents();
            if (!_window.IsClosing) Step();
            TimeSpan wait = _due - Now;
            if (wait > TimeSpan.Zero) _sink.News.WaitOne(wait);
        }
    }

    /// <summary>Says something in the window for some seconds. Thread-safe.</summary>
    /// <param name="message">A line.</param>
    public void Say(string message)
    {
        _said.Enqueue(message);
        _sink.Wake();
    }

    /// <summary>Closes it; later calls do nothing.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        CloseWindow();
    }

    /// <summary>As when the driver takes the context away: everything on the GPU is gone and made anew.</summary>
    internal void LoseContext() => _wantsRebuild = true;

    /// <summary>Draws now, whatever there is, and gives the pixels.</summary>
    internal byte[] Capture(out int width, out int height)
    {
        TakeNewest();
        Vector2D<int> size = _window.FramebufferSize;
        (width, height) = (size.X, size.Y);
        Draw(size);
        return Screenshot.Read(_gl, width, height);
    }

    /// <summary>Takes what is new, draws it and shows it, as <see cref="Run"/> does when it is time.</summary>
    internal void Present()
    {
        TakeNewest();
        _window.DoRender();
    }

    [MemberNotNull(nameof(_window), nameof(_input), nameof(_gl), nameof(_renderer), nameof(_video))]
    [SuppressMessage("Design", "CA1031", Justification = "each window system has exceptions of its own for having no display")]
    private void OpenWindow(Vector2D<int> size, Vector2D<int>? position)
    {
        WindowOptions options = WindowOptions.Default with
        {
            Title = _options.Title,
            Size = size,
            API = new GraphicsAPI(ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible, new APIVersion(3, 3)),
            VSync = true,
            ShouldSwapAutomatically = true,
            TransparentFramebuffer = _isTransparent,
            TopMost = _isTransparent,
            WindowBorder = _isTransparent ? WindowBorder.Hidden : WindowBorder.Resizable,
        };
        if (position is { } at) options.Position = at;
        try
        {
            _window = Window.Create(options);
            _window.Initialize();
        }
        catch (Exception e)
        {
            throw new OverlayException(e.Message, e);
        }
        _window.Render += _ => Draw(_window.FramebufferSize);
        _window.FramebufferResize += _ => Touch();
        _window.FileDrop += files =>
        {
            if (files.Length > 0) _actions.Open?.Invoke(files[0]);
        };
        _input = _window.CreateInput();
        foreach (IKeyboard keyboard in _input.Keyboards)
        {
            keyboard.KeyDown += (k, key, _) => Press(k, key);
            keyboard.KeyChar += (_, c) => Type(c);
        }
        _gl = GL.GetApi(_window);
        _isSoftware = s_software.Any(name => Renderer.Contains(name, StringComparison.OrdinalIgnoreCase));
        _renderer = new(_gl);
        _video = new(_gl);
        _isPictureFresh = _hasPicture;
        Touch();
    }

    private void CloseWindow()
    {
        _window.GLContext?.MakeCurrent();
        _video.Dispose();
        _renderer.Dispose();
        _input.Dispose();
        _gl.Dispose();
        _window.Dispose();
    }

    /// <summary>Another window in the same place; what was shown is shown again.</summary>
    private void Rebuild()
    {
        _wantsRebuild = false;
        (Vector2D<int> size, Vector2D<int> position) = (_window.Size, _window.Position);
        CloseWindow();
        OpenWindow(size, position);
    }

    private void Touch() => _changed = Now;

    private void Step()
    {
        if (_wantsRebuild) Rebuild();
        while (_said.TryDequeue(out string? message))
        {
            _extras.Say(message, Now);
            Touch();
        }
        bool isNew = TakeNewest();
        if (isNew) Touch();
        if (Now < _due) return;
        // Keys are looked for at least so often; what nobody sees is not drawn.
        _due = Now + TimeSpan.FromSeconds(1 / (_isSoftware ? Math.Min(_options.FramesPerSecond, SoftwareRate) : _options.FramesPerSecond));
        Vector2D<int> size = _window.FramebufferSize;
        if (size.X < 1 || size.Y < 1 || _window.WindowState == WindowState.Minimized || Now - _changed > s_settled) return;
        _window.DoRender();
        if (_wantsScreenshot) SaveScreenshot(size);
        if (_gl.GetError() is GLEnum.ContextLost or GLEnum.OutOfMemory) _wantsRebuild = true;
    }

    private bool TakeNewest()
    {
        if (_isPaused) return false;
        bool isNew = false;
        if (_sink.Pictures.TryTake()) (isNew, _hasPicture, _isPictureFresh) = (true, true, true);
        if (_sink.Models.TryTake()) (isNew, _hasModel) = (true, true);
        return isNew;
    }

    private void Draw(Vector2D<int> size)
    {
        HostState.Prepare(_gl);
        _gl.Viewport(0, 0, (uint)size.X, (uint)size.Y);
        _gl.ClearColor(0, 0, 0, _isTransparent ? 0 : 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        FrameBuffer picture = _sink.Pictures.Shown;
        Fit fit = new(0, 0, size.X, size.Y);
        if (_hasPicture)
        {
            if (_isPictureFresh) _video.Load(picture.Pixels);
            _isPictureFresh = false;
            if (!_isTransparent)
            {
                fit = Fit.Of(size.X, size.Y, _video.Width, _video.Height);
                _video.Draw(fit.X, fit.Y, fit.Width, fit.Height);
            }
        }
        OverlayModel model = _hasModel ? _sink.Models.Shown : _nothing;
        model.Clock = Now;
        (model.Badge, model.BadgeKind) = Badge();
        _painter.Paint(model, fit.Width, fit.Height, _list);
        _extras.Waiting = _hasPicture ? null : "waiting for the first picture";
        if (_extras.Paint(_list, fit.Width, fit.Height, _editor, Now)) Touch();
        _renderer.DrawPlainly(_list, fit.X, fit.Y, fit.Width, fit.Height);
    }

    private (string? Text, BadgeKind Kind) Badge() => _isPaused ? ("Paused", BadgeKind.Warning) : OverlayFeed.BadgeOf(_sink.State);

    private void SaveScreenshot(Vector2D<int> size)
    {
        _wantsScreenshot = false;
        string path = Path.Combine(_options.ScreenshotFolder, string.Create(CultureInfo.InvariantCulture, $"coca-{_time.GetLocalNow():yyyyMMdd-HHmmss-fff}.png"));
        try
        {
            // The window's own buffer may be gone once it is shown; and that the last one was saved is no part of this one.
            _extras.Hush();
            Draw(size);
            Screenshot.Save(path, Screenshot.Read(_gl, size.X, size.Y), size.X, size.Y);
            Say($"saved {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Say($"{path}: {e.Message}");
        }
    }

    private void Press(IKeyboard keyboard, Key key)
    {
        Touch();
        switch (key)
        {
            case Key.Escape when _editor.IsOpen:
                _editor.Close();
                break;
            case Key.Escape when _extras.ShowsKeys:
                _extras.ShowsKeys = false;
                break;
            case Key.Escape:
                _window.Close();
                break;
            case Key.Enter or Key.KeypadEnter when _editor.IsOpen:
                _labels = _editor.Labels;
                _editor.Close();
                _actions.SetLabels?.Invoke(_labels);
                break;
            case Key.Backspace when _editor.IsOpen:
                _editor.Erase(isWhole: keyboard.IsKeyPressed(Key.ControlLeft));
                break;
            case Key.Tab when !_editor.IsOpen:
                ShowNext();
                break;
            case Key.F1:
                _extras.ShowsKeys = !_extras.ShowsKeys;
                break;
        }
    }

    /// <summary>Letters are taken as what they mean, not by where they lie on a keyboard.</summary>
    private void Type(char c)
    {
        Touch();
        if (_editor.IsOpen)
        {
            _editor.Type(c);
            return;
        }
        // A key that is held is one key.
        bool isHeld = c == _lastTyped && Now - _typed < s_held;
        (_lastTyped, _typed) = (c, Now);
        if (isHeld) return;
        switch (char.ToLowerInvariant(c))
        {
            case ' ':
                _isPaused = !_isPaused;
                _actions.Pause?.Invoke(_isPaused);
                break;
            case 'l' when _actions.SetLabels is not null:
                _editor.Open(_labels);
                break;
            case 'c':
                Parts ^= OverlayParts.Caption;
                break;
            case 'h':
                Parts ^= OverlayParts.HeatMap;
                break;
            case 'd':
                Parts ^= OverlayParts.Hud;
                break;
            case 'r' when _actions.Record is { } record:
                _extras.IsRecording = record(Parts);
                break;
            case 's':
                _wantsScreenshot = true;
                break;
            case 'f':
                _window.WindowState = _window.WindowState == WindowState.Fullscreen ? WindowState.Normal : WindowState.Fullscreen;
                break;
            case 't':
                _isTransparent = !_isTransparent;
                _wantsRebuild = true;
                break;
            case '?':
                _extras.ShowsKeys = !_extras.ShowsKeys;
                break;
        }
    }

    private void ShowNext()
    {
        IReadOnlyList<string> streams = _sink.Streams;
        if (streams.Count < 2) return;
        int now = Array.IndexOf([.. streams], _sink.Stream);
        _sink.Stream = streams[(now + 1) % streams.Count];
        Say(_sink.Stream);
    }
}
