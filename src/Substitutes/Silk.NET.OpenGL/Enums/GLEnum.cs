namespace Silk.NET.OpenGL;

public enum GLEnum
{
    NoError = 0,
    OutOfMemory = 1285,
    ContextLost = 1287,
    FramebufferComplete = 36053,
}
