namespace Silk.NET.OpenGL;

public enum FramebufferTarget
{
    Framebuffer = 36160,
    DrawFramebuffer = 36009,
    ReadFramebuffer = 36008,
}
