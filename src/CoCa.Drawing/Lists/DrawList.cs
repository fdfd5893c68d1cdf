using System.Numerics;
using System.Runtime.InteropServices;
using CoCa.Drawing.Text;

namespace CoCa.Drawing.Lists;

/// <summary>What is drawn over a frame, in order. Filled anew for every frame; after the first ones that costs no allocation. Not thread-safe.</summary>
public sealed class DrawList
{
    private readonly List<DrawCommand> _commands = [];
    private readonly List<float> _values = [];

    /// <summary>The commands, first drawn first; valid until the list is changed.</summary>
    public ReadOnlySpan<DrawCommand> Commands => CollectionsMarshal.AsSpan(_commands);

    /// <summary>Weights of heat maps, and x and y of lines' points in turn.</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _commands.Clear();
        _values.Clear();
    }

    /// <summary>A box of one colour.</summary>
    /// <param name="box">Where.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="radius">Of its corners.</param>
    public void Fill(Box box, Rgba color, float radius = 0) => Shade(box, color, color, radius);

    /// <summary>A box that goes from one colour at its top to another at its bottom.</summary>
    /// <param name="box">Where.</param>
    /// <param name="top">The upper colour.</param>
    /// <param name="bottom">The lower colour.</param>
    /// <param name="radius">Of its corners.</param>
    public void Shade(Box box, Rgba top, Rgba bottom, float radius = 0) => _commands.Add(new(DrawKind.Fill, box, top, bottom, Math.Min(radius, Math.Min(box.Width, box.Height) / 2), null, 0, 0, 0));

    /// <summary>Text with its upper left corner at a place; it is put on whole pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">The upper edge of its first line.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="outline">Its outline's colour.</param>
    public void Write(TextBlock text, float x, float y, Rgba color, Rgba outline)
    {
        ArgumentNullException.ThrowIfNull(text);
        _commands.Add(new(DrawKind.Text, new(MathF.Round(x), MathF.Round(y), text.Width, text.Height), color, outline, 0, text, 0, 0, 0));
    }

    /// <summary>A heat map.</summary>
    /// <param name="box">The part of the picture that the grid covers.</param>
    /// <param name="weights">[rows, columns], not negative; scaled so that the largest one glows.</param>
    /// <param name="columns">Columns of the grid.</param>
    /// <param name="rows">Rows of the grid.</param>
    /// <param name="opacity">Of the largest weight, 0 to 1.</param>
    public void HeatMap(Box box, ReadOnlySpan<float> weights, int columns, int rows, float opacity)
    {
        if (columns < 1 || rows < 1 || weights.Length != columns * rows) throw new ArgumentException($"{weights.Length} weights are no grid of {columns}x{rows}", nameof(weights));
        int start = _values.Count;
        _values.AddRange(weights);
        _commands.Add(new(DrawKind.HeatMap, box, new Rgba(255, 255, 255).Fade(opacity), default, 0, null, start, columns, rows));
    }

    /// <summary>A line through points.</summary>
    /// <param name="points">At least two.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="width">Its width in pixels.</param>
    public void Line(ReadOnlySpan<Vector2> points, Rgba color, float width)
    {
        if (points.Length < 2) return;
        int start = _values.Count;
        Vector2 low = points[0], high = points[0];
        foreach (Vector2 p in points)
        {
            (low, high) = (Vector2.Min(low, p), Vector2.Max(high, p));
            _values.Add(p.X);
            _values.Add(p.Y);
        }
        Box box = new Box(low.X, low.Y, high.X - low.X, high.Y - low.Y).Grow(width / 2, width / 2);
        _commands.Add(new(DrawKind.Line, box, color, color, width, null, start, points.Length, 0));
    }
}
