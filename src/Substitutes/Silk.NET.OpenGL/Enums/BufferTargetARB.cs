namespace Silk.NET.OpenGL;

public enum BufferTargetARB
{
    ArrayBuffer = 34962,
    PixelUnpackBuffer = 35052,
    PixelPackBuffer = 35051,
}
