namespace Silk.NET.OpenGL;

public enum GetPName
{
    ActiveTexture = 34016,
    ArrayBufferBinding = 34964,
    BlendDstAlpha = 32970,
    BlendDstRgb = 32968,
    BlendEquationAlpha = 34877,
    BlendEquationRgb = 32777,
    BlendSrcAlpha = 32971,
    BlendSrcRgb = 32969,
    ColorWritemask = 3107,
    CurrentProgram = 35725,
    MaxTextureSize = 3379,
    NumExtensions = 33309,
    PixelUnpackBufferBinding = 35055,
    SamplerBinding = 35097,
    ScissorBox = 3088,
    TextureBinding2D = 32873,
    UnpackAlignment = 3317,
    UnpackRowLength = 3314,
    UnpackSkipPixels = 3316,
    UnpackSkipRows = 3315,
    VertexArrayBinding = 34229,
    Viewport = 2978,
}
