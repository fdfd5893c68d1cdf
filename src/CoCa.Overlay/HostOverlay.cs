using CoCa.Drawing.Lists;
using CoCa.Drawing.Overlays;
using CoCa.Drawing.Text;
using CoCa.Drawing.Themes;
using CoCa.Live.Sinks;
using CoCa.Overlay.Graphics;
using CoCa.Realtime.Results;
using Silk.NET.OpenGL;

namespace CoCa.Overlay;

/// <summary>
/// The overlay for a host that owns window, context and loop: it draws into the host's frame when the host says so, and leaves OpenGL's state as it was. All calls from the context's thread, with the context
/// current.
/// </summary>
public sealed class HostOverlay : IDisposable
{
    private readonly DrawListRenderer _renderer;
    private readonly OverlayPainter _painter;
    private readonly OverlayFeed _feed;
    private readonly OverlayModel _model = new();
    private readonly DrawList _list = new();
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <summary>An overlay in a context that is current.</summary>
    /// <param name="gl">Its functions.</param>
    /// <param name="theme">The look; the standard one if null.</param>
    /// <param name="options">What it says of the results.</param>
    /// <param name="fonts">The faces; the system's if null.</param>
    /// <param name="time">The clock of what moves; the system's if null.</param>
    /// <exception cref="OverlayException">This OpenGL is older than 3.3.</exception>
    /// <exception cref="Core.MissingDependencyException">There is no font.</exception>
    public HostOverlay(GL gl, Theme? theme = null, OverlaySinkOptions? options = null, FontSet? fonts = null, TimeProvider? time = null)
    {
        _painter = new(fonts ?? FontSet.System(), theme);
        _feed = new() { Device = options?.Device, SeesMiddle = options?.SeesMiddle ?? true };
        _renderer = new(gl);
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
    }

    /// <summary>What is shown.</summary>
    public OverlayParts Parts
    {
        get => _painter.Parts;
        set => _painter.Parts = value;
    }

    /// <summary>Takes over a newer result, such as <see cref="Realtime.EngineStream.TryGetLatest"/> gives.</summary>
    /// <param name="result">What is known; copied.</param>
    /// <param name="width">The width of the picture that it is of.</param>
    /// <param name="height">Its height.</param>
    public void Update(FrameResult result, int width, int height) => _feed.Fill(result, width, height, _model);

    /// <summary>Draws it over what is there.</summary>
    /// <param name="x">The left edge of the part of the framebuffer that it covers.</param>
    /// <param name="y">Its lower edge: OpenGL counts from below.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    public void Draw(int x, int y, int width, int height)
    {
        _model.Clock = _time.GetElapsedTime(_start);
        _painter.Paint(_model, width, height, _list);
        _renderer.Draw(_list, x, y, width, height);
    }

    /// <summary>Frees what the GPU holds.</summary>
    public void Dispose() => _renderer.Dispose();
}
