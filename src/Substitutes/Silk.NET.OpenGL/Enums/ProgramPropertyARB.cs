namespace Silk.NET.OpenGL;

public enum ProgramPropertyARB
{
    LinkStatus = 35714,
}
