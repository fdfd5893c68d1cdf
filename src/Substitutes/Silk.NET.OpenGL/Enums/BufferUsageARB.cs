namespace Silk.NET.OpenGL;

public enum BufferUsageARB
{
    StreamDraw = 35040,
    StaticDraw = 35044,
}
