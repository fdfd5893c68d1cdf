namespace Silk.NET.OpenGL;

public enum PixelFormat
{
    Red = 6403,
    RG = 33319,
    Rgb = 6407,
    Rgba = 6408,
    Bgra = 32993,
}
