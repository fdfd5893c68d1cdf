namespace Silk.NET.OpenGL;

public enum BlendingFactor
{
    Zero = 0,
    One = 1,
    SrcAlpha = 770,
    OneMinusSrcAlpha = 771,
}
