using CoCa.Drawing;
using CoCa.Drawing.Lists;
using CoCa.Drawing.Text;
using Silk.NET.OpenGL;

namespace CoCa.Overlay.Graphics;

/// <summary>
/// Draws a <see cref="DrawList"/> with OpenGL 3.3: the same pixels as <see cref="Rasterizer"/> but for rounding, so what is recorded is what is seen. Commands of one kind that follow
/// each other are one call. Where the target has an opacity, colours are multiplied by it, as window systems expect. All calls from the context's thread, with the context current.
/// </summary>
public sealed class DrawListRenderer : IDisposable
{
    private readonly GL _gl;
    private readonly ShaderProgram[] _programs;
    private readonly int[] _sizes;
    private readonly TextAtlas _atlas;
    private readonly Texture _values;
    private readonly uint _array, _buffer;
    private readonly List<(DrawKind Kind, int Start, int Count)> _runs = [];
    private Instance[] _instances = new Instance[64];
    private float[] _padded = [];
    private int _count;

    /// <summary>Compiles the shaders.</summary>
    /// <param name="gl">The functions of the context that is current.</param>
    /// <exception cref="OverlayException">This OpenGL is older than 3.3.</exception>
    public DrawListRenderer(GL gl)
    {
        ArgumentNullException.ThrowIfNull(gl);
        _gl = gl;
        HostState host = HostState.Enter(gl);
        // In the order of DrawKind.
        _programs = [.. new[] { Shaders.Fill, Shaders.Text, Shaders.HeatMap, Shaders.Line }.Select(s => new ShaderProgram(gl, Shaders.Vertex, s))];
        _sizes = [.. _programs.Select(p => p.Find("size"))];
        _atlas = new(gl);
        _values = new(gl, InternalFormat.R32f, PixelFormat.Red, PixelType.Float, isSmooth: false);
        _array = gl.GenVertexArray();
        _buffer = gl.GenBuffer();
        gl.BindVertexArray(_array);
        for (uint i = 0; i < 4; i++)
        {
            gl.EnableVertexAttribArray(i);
            gl.VertexAttribDivisor(i, 1);
        }
        host.Leave();
    }

    /// <summary>Draws all commands over what is there, and leaves OpenGL's state as it was.</summary>
    /// <param name="list">What to draw.</param>
    /// <param name="x">The left edge of the part of the framebuffer that the list is drawn for, in pixels.</param>
    /// <param name="y">Its lower edge: OpenGL counts from below.</param>
    /// <param name="width">Its width, for which the list was made.</param>
    /// <param name="height">Its height.</param>
    public void Draw(DrawList list, int x, int y, int width, int height)
    {
        HostState host = HostState.Enter(_gl);
        DrawPlainly(list, x, y, width, height);
        host.Leave();
    }

    /// <summary>The same without keeping anything of the state, which <see cref="HostState.Prepare"/> has set.</summary>
    internal void DrawPlainly(DrawList list, int x, int y, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (width <= 0 || height <= 0 || list.Commands.IsEmpty) return;
        _gl.Viewport(x, y, (uint)width, (uint)height);
        LoadValues(list.Values);
        foreach (ref readonly DrawCommand command in list.Commands)
        {
            switch (command.Kind)
            {
                case DrawKind.Fill:
                    Add(DrawKind.Fill, new(command.Box, command.Color, command.Second, command.Size));
                    break;
                case DrawKind.Text:
                    AddText(command, width, height);
                    break;
                case DrawKind.HeatMap when Largest(list.Values.Slice(command.Start, command.Columns * command.Rows)) is > 0 and < float.PositiveInfinity and float largest:
                    Add(DrawKind.HeatMap, new(command.Box, command.Color, default, command.Start, command.Columns, command.Rows, largest));
                    break;
                case DrawKind.Line:
                    Add(DrawKind.Line, new(command.Box.Grow(1, 1), command.Color, default, command.Start, command.Columns, command.Size));
                    break;
            }
        }
        Flush(width, height);
    }

    /// <summary>Frees what the GPU holds; the context must be current.</summary>
    public void Dispose()
    {
        foreach (ShaderProgram program in _programs) program.Dispose();
        _atlas.Dispose();
        _values.Dispose();
        _gl.DeleteBuffer(_buffer);
        _gl.DeleteVertexArray(_array);
    }

    private void AddText(in DrawCommand c, int width, int height)
    {
        TextBlock text = c.Text!;
        if (!_atlas.TryPlace(text, out (int X, int Y) place))
        {
            Flush(width, height);
            _atlas.Clear();
            // A text that is larger than any texture can be is not seen whole on any screen.
            if (!_atlas.TryPlace(text, out place)) return;
        }
        Box box = new(MathF.Truncate(c.Box.X) - text.Margin, MathF.Truncate(c.Box.Y) - text.Margin, text.MaskWidth, text.MaskHeight);
        Add(DrawKind.Text, new(box, c.Color, c.Second, place.X, place.Y));
    }

    private void Add(DrawKind kind, in Instance instance)
    {
        if (_runs.Count > 0 && _runs[^1].Kind == kind) _runs[^1] = _runs[^1] with { Count = _runs[^1].Count + 1 };
        else _runs.Add((kind, _count, 1));
        if (_count == _instances.Length) Array.Resize(ref _instances, 2 * _count);
        _instances[_count++] = instance;
    }

    private void Flush(int width, int height)
    {
        if (_count == 0) return;
        _gl.BindVertexArray(_array);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        _gl.BufferData(BufferTargetARB.ArrayBuffer, (ReadOnlySpan<Instance>)_instances.AsSpan(0, _count), BufferUsageARB.StreamDraw);
        foreach ((DrawKind kind, int start, int count) in _runs)
        {
            _programs[(int)kind].Use();
            _gl.Uniform2(_sizes[(int)kind], (float)width, (float)height);
            if (kind == DrawKind.Text) _atlas.Bind();
            else if (kind != DrawKind.Fill) _values.Bind();
            nint at = start * Instance.Bytes;
            _gl.VertexAttribPointer(0, 4, VertexAttribPointerType.Float, false, Instance.Bytes, at);
            _gl.VertexAttribPointer(1, 4, VertexAttribPointerType.UnsignedByte, true, Instance.Bytes, at + 16);
            _gl.VertexAttribPointer(2, 4, VertexAttribPointerType.UnsignedByte, true, Instance.Bytes, at + 20);
            _gl.VertexAttribPointer(3, 4, VertexAttribPointerType.Float, false, Instance.Bytes, at + 24);
            _gl.DrawArraysInstanced(PrimitiveType.TriangleStrip, 0, 4, (uint)count);
        }
        _runs.Clear();
        _count = 0;
    }

    /// <summary>Puts weights and points into a texture, one after the other.</summary>
    private void LoadValues(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return;
        int rows = (values.Length + Shaders.ValueColumns - 1) / Shaders.ValueColumns;
        if (_values.Height < rows) _values.Resize(Shaders.ValueColumns, rows);
        if (_padded.Length < rows * Shaders.ValueColumns) _padded = new float[rows * Shaders.ValueColumns];
        values.CopyTo(_padded);
        _values.Load(0, 0, Shaders.ValueColumns, rows, (ReadOnlySpan<float>)_padded.AsSpan(0, rows * Shaders.ValueColumns));
    }

    private static float Largest(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        foreach (float w in weights) largest = Math.Max(largest, w);
        return largest;
    }
}
