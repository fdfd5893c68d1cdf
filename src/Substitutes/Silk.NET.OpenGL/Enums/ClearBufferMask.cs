namespace Silk.NET.OpenGL;

[Flags]
public enum ClearBufferMask : uint
{
    ColorBufferBit = 16384,
}
