using System.Numerics;
using SixLabors.Fonts;

namespace CoCa.Drawing.Text;

/// <summary>
/// Fills glyphs' outlines into a mask. Each row of pixels is cut into <see cref="Slices"/> thin lines; on each the outline's crossings, sorted, tell where the glyph is
/// (winding number not 0), and a stretch adds to each pixel the exact part of it that it covers. One glyph at a time, so the crossings stay few.
/// Of the glyphs that have an outline only those from <c>first</c> to before <c>end</c> are filled.
/// </summary>
internal sealed class GlyphFiller(byte[] mask, int width, int height, Vector2 shift, int first = 0, int end = int.MaxValue) : IGlyphRenderer
{
    private const int Slices = 8;

    private readonly record struct Edge(Vector2 Top, Vector2 Bottom, int Direction);

    private readonly List<Edge> _edges = [];
    private readonly List<(float X, int Direction)> _crossings = [];
    private readonly float[] _row = new float[width];
    private Vector2 _first, _last;

    /// <summary>Glyphs with an outline so far, filled or not.</summary>
    public int Count { get; private set; }

    public void BeginText(in FontRectangle bounds)
    {
    }

    public void EndText()
    {
    }

    public bool BeginGlyph(in FontRectangle bounds, in GlyphRendererParameters parameters)
    {
        _edges.Clear();
        return true;
    }

    public void EndGlyph()
    {
        if (_edges.Count == 0) return;
        int number = Count++;
        if (number < first || number >= end) return;
        int top = Math.Max(0, (int)_edges.Min(e => e.Top.Y)), bottom = Math.Min(height, (int)MathF.Ceiling(_edges.Max(e => e.Bottom.Y)));
        for (int y = top; y < bottom; y++)
        {
            Array.Clear(_row);
            for (int slice = 0; slice < Slices; slice++) AddSlice(y + (slice + 0.5f) / Slices);
            Span<byte> target = mask.AsSpan(y * width, width);
            for (int x = 0; x < width; x++)
                if (_row[x] > 0) target[x] = (byte)Math.Min(255, target[x] + (int)(_row[x] * (255f / Slices) + 0.5f));
        }
        _edges.Clear();
    }

    public void BeginFigure()
    {
    }

    public void MoveTo(Vector2 point) => _first = _last = point + shift;

    public void LineTo(Vector2 point)
    {
        Vector2 to = point + shift;
        if (to.Y > _last.Y) _edges.Add(new(_last, to, 1));
        else if (to.Y < _last.Y) _edges.Add(new(to, _last, -1));
        _last = to;
    }

    public void QuadraticBezierTo(Vector2 secondControlPoint, Vector2 point)
    {
        Vector2 from = _last - shift;
        int steps = Steps(Vector2.Distance(from, secondControlPoint) + Vector2.Distance(secondControlPoint, point));
        for (int i = 1; i <= steps; i++)
        {
            float t = i / (float)steps, u = 1 - t;
            LineTo(u * u * from + 2 * u * t * secondControlPoint + t * t * point);
        }
    }

    public void CubicBezierTo(Vector2 secondControlPoint, Vector2 thirdControlPoint, Vector2 point)
    {
        Vector2 from = _last - shift;
        int steps = Steps(Vector2.Distance(from, secondControlPoint) + Vector2.Distance(secondControlPoint, thirdControlPoint) + Vector2.Distance(thirdControlPoint, point));
        for (int i = 1; i <= steps; i++)
        {
            float t = i / (float)steps, u = 1 - t;
            LineTo(u * u * u * from + 3 * u * u * t * secondControlPoint + 3 * u * t * t * thirdControlPoint + t * t * t * point);
        }
    }

    public void EndFigure() => LineTo(_first - shift);

    public TextDecorations EnabledDecorations() => TextDecorations.None;

    public void SetDecoration(TextDecorations textDecorations, Vector2 start, Vector2 end, float thickness)
    {
    }

    /// <summary>A curve of this length in pixels looks round with so many straight pieces.</summary>
    private static int Steps(float length) => Math.Clamp((int)MathF.Sqrt(length * 4), 3, 24);

    private void AddSlice(float y)
    {
        _crossings.Clear();
        foreach (Edge e in _edges)
        {
            if (y < e.Top.Y || y >= e.Bottom.Y) continue;
            _crossings.Add((e.Top.X + (e.Bottom.X - e.Top.X) * (y - e.Top.Y) / (e.Bottom.Y - e.Top.Y), e.Direction));
        }
        _crossings.Sort(static (a, b) => a.X.CompareTo(b.X));
        int winding = 0;
        for (int i = 0; i + 1 < _crossings.Count; i++)
        {
            winding += _crossings[i].Direction;
            if (winding != 0) AddStretch(_crossings[i].X, _crossings[i + 1].X);
        }
    }

    private void AddStretch(float from, float to)
    {
        (from, to) = (Math.Clamp(from, 0, width), Math.Clamp(to, 0, width));
        for (int x = (int)from; x < to; x++) _row[x] += Math.Min(x + 1, to) - Math.Max(x, from);
    }
}
