using Silk.NET.Maths;

namespace Silk.NET.Windowing;

public struct WindowOptions
{
    public static WindowOptions Default => new()
    {
        IsVisible = true,
        Position = new(50, 50),
        Size = new(1280, 720),
        API = GraphicsAPI.Default,
        Title = "Silk.NET Window",
        VSync = true,
        ShouldSwapAutomatically = true,
    };

    public bool IsVisible { get; set; }

    public Vector2D<int> Position { get; set; }

    public Vector2D<int> Size { get; set; }

    public double FramesPerSecond { get; set; }

    public double UpdatesPerSecond { get; set; }

    public GraphicsAPI API { get; set; }

    public string Title { get; set; }

    public WindowState WindowState { get; set; }

    public WindowBorder WindowBorder { get; set; }

    public bool VSync { get; set; }

    public bool ShouldSwapAutomatically { get; set; }

    public bool TransparentFramebuffer { get; set; }

    public bool TopMost { get; set; }
}
