namespace Silk.NET.OpenGL;

public enum EnableCap
{
    Blend = 3042,
    CullFace = 2884,
    DepthTest = 2929,
    StencilTest = 2960,
    ScissorTest = 3089,
    FramebufferSrgb = 36281,
}
