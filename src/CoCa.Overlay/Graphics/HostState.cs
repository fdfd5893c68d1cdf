using Silk.NET.OpenGL;

namespace CoCa.Overlay.Graphics;

/// <summary>All of OpenGL's state that drawing a list changes, as it was: taken before and put back afterwards, so that a host's own drawing does not notice. Of the context's thread.</summary>
internal readonly unsafe ref struct HostState
{
    private static readonly EnableCap[] s_switches = [EnableCap.Blend, EnableCap.CullFace, EnableCap.DepthTest, EnableCap.StencilTest, EnableCap.ScissorTest, EnableCap.FramebufferSrgb];
    private static readonly GetPName[] s_unpack = [GetPName.UnpackAlignment, GetPName.UnpackRowLength, GetPName.UnpackSkipRows, GetPName.UnpackSkipPixels];

    private readonly GL _gl;
    private readonly int _program, _array, _buffer, _unpackBuffer, _unit, _texture, _sampler, _sourceRgb, _targetRgb, _sourceAlpha, _targetAlpha, _equationRgb, _equationAlpha, _on, _mask;
    private readonly (int X, int Y, int Width, int Height) _viewport;
    private readonly (int Alignment, int RowLength, int SkipRows, int SkipPixels) _unpack;

    private HostState(GL gl)
    {
        _gl = gl;
        _program = gl.GetInteger(GetPName.CurrentProgram);
        _array = gl.GetInteger(GetPName.VertexArrayBinding);
        _buffer = gl.GetInteger(GetPName.ArrayBufferBinding);
        _unpackBuffer = gl.GetInteger(GetPName.PixelUnpackBufferBinding);
        _unit = gl.GetInteger(GetPName.ActiveTexture);
        gl.ActiveTexture(TextureUnit.Texture0);
        _texture = gl.GetInteger(GetPName.TextureBinding2D);
        _sampler = gl.GetInteger(GetPName.SamplerBinding);
        _sourceRgb = gl.GetInteger(GetPName.BlendSrcRgb);
        _targetRgb = gl.GetInteger(GetPName.BlendDstRgb);
        _sourceAlpha = gl.GetInteger(GetPName.BlendSrcAlpha);
        _targetAlpha = gl.GetInteger(GetPName.BlendDstAlpha);
        _equationRgb = gl.GetInteger(GetPName.BlendEquationRgb);
        _equationAlpha = gl.GetInteger(GetPName.BlendEquationAlpha);
        for (int i = 0; i < s_switches.Length; i++)
            if (gl.IsEnabled(s_switches[i])) _on |= 1 << i;
        bool* mask = stackalloc bool[4];
        gl.GetBoolean(GetPName.ColorWritemask, mask);
        for (int i = 0; i < 4; i++)
            if (mask[i]) _mask |= 1 << i;
        int* numbers = stackalloc int[4];
        gl.GetInteger(GetPName.Viewport, numbers);
        _viewport = (numbers[0], numbers[1], numbers[2], numbers[3]);
        for (int i = 0; i < 4; i++) numbers[i] = gl.GetInteger(s_unpack[i]);
        _unpack = (numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>Takes the state and sets what drawing needs.</summary>
    public static HostState Enter(GL gl)
    {
        HostState host = new(gl);
        Prepare(gl);
        return host;
    }

    /// <summary>Sets what drawing a list needs: nothing but blending of colours that are multiplied by their opacity.</summary>
    public static void Prepare(GL gl)
    {
        foreach (EnableCap cap in s_switches) gl.Disable(cap);
        gl.Enable(EnableCap.Blend);
        gl.BlendFunc(BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha);
        gl.BlendEquationSeparate(BlendEquationModeEXT.FuncAdd, BlendEquationModeEXT.FuncAdd);
        gl.ColorMask(true, true, true, true);
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindSampler(0, 0);
        gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        gl.PixelStore(PixelStoreParameter.UnpackRowLength, 0);
        gl.PixelStore(PixelStoreParameter.UnpackSkipRows, 0);
        gl.PixelStore(PixelStoreParameter.UnpackSkipPixels, 0);
    }

    /// <summary>Puts it back.</summary>
    public void Leave()
    {
        for (int i = 0; i < s_switches.Length; i++)
        {
            if ((_on & 1 << i) != 0) _gl.Enable(s_switches[i]);
            else _gl.Disable(s_switches[i]);
        }
        _gl.BlendFuncSeparate((BlendingFactor)_sourceRgb, (BlendingFactor)_targetRgb, (BlendingFactor)_sourceAlpha, (BlendingFactor)_targetAlpha);
        _gl.BlendEquationSeparate((BlendEquationModeEXT)_equationRgb, (BlendEquationModeEXT)_equationAlpha);
        _gl.ColorMask((_mask & 1) != 0, (_mask & 2) != 0, (_mask & 4) != 0, (_mask & 8) != 0);
        _gl.BindSampler(0, (uint)_sampler);
        _gl.BindTexture(TextureTarget.Texture2D, (uint)_texture);
        _gl.ActiveTexture((TextureUnit)_unit);
        _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, (uint)_unpackBuffer);
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, _unpack.Alignment);
        _gl.PixelStore(PixelStoreParameter.UnpackRowLength, _unpack.RowLength);
        _gl.PixelStore(PixelStoreParameter.UnpackSkipRows, _unpack.SkipRows);
        _gl.PixelStore(PixelStoreParameter.UnpackSkipPixels, _unpack.SkipPixels);
        _gl.UseProgram((uint)_program);
        _gl.BindVertexArray((uint)_array);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, (uint)_buffer);
        _gl.Viewport(_viewport.X, _viewport.Y, (uint)_viewport.Width, (uint)_viewport.Height);
    }
}
