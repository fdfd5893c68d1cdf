using Silk.NET.Maths;

namespace Silk.NET.Windowing;

public interface IViewProperties
{
    Vector2D<int> Size { get; }

    double FramesPerSecond { get; set; }

    bool VSync { get; set; }
}
