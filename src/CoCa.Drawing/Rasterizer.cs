using CoCa.Drawing.Lists;
using CoCa.Drawing.Text;

namespace CoCa.Drawing;

/// <summary>
/// Draws a list onto pixels with the processor: edges smoothed, colours blended as screens do (in sRGB), all clipped at the picture's edges. A fourth byte of a pixel
/// is kept as its opacity, so a transparent picture becomes an overlay. No allocation but for grids above 512 columns. Thread-safe: it keeps nothing.
/// </summary>
public static class Rasterizer
{
    /// <summary>Draws all commands in order.</summary>
    /// <param name="list">What to draw.</param>
    /// <param name="surface">The pixels.</param>
    public static void Draw(DrawList list, PixelSurface surface)
    {
        ArgumentNullException.ThrowIfNull(list);
        foreach (ref readonly DrawCommand command in list.Commands)
        {
            switch (command.Kind)
            {
                case DrawKind.Fill:
                    Fill(command, surface);
                    break;
                case DrawKind.Text:
                    Write(command, surface);
                    break;
                case DrawKind.HeatMap:
                    HeatMap(command, list.Values.Slice(command.Start, command.Columns * command.Rows), surface);
                    break;
                default:
                    Line(command, list.Values.Slice(command.Start, command.Columns * 2), surface);
                    break;
            }
        }
    }

    private static void Fill(in DrawCommand c, PixelSurface s)
    {
        (int left, int right) = Clip(c.Box.X, c.Box.Right, s.Width);
        (int top, int bottom) = Clip(c.Box.Y, c.Box.Bottom, s.Height);
        // Within this distance of the left and right edges a pixel may be covered in part.
        int margin = (int)MathF.Ceiling(c.Size) + 1, innerLeft = Math.Min(right, (int)MathF.Floor(c.Box.X) + margin), innerRight = Math.Max(innerLeft, (int)MathF.Ceiling(c.Box.Right) - margin);
        for (int y = top; y < bottom; y++)
        {
            Rgba color = c.Color == c.Second ? c.Color : Rgba.Mix(c.Color, c.Second, (y + 0.5f - c.Box.Y) / c.Box.Height);
            Span<byte> row = s.Row(y);
            for (int x = left; x < Math.Min(innerLeft, right); x++) Blend(row, x, s, color, Coverage(c, x, y));
            if (innerRight > innerLeft)
            {
                int alpha = (int)(color.A * Coverage(c, (innerLeft + innerRight) / 2, y) + 0.5f);
                for (int x = Math.Max(innerLeft, left); x < Math.Min(innerRight, right); x++) Blend(row, x, s, color, alpha);
            }
            for (int x = Math.Max(innerRight, left); x < right; x++) Blend(row, x, s, color, Coverage(c, x, y));
        }
    }

    /// <summary>How much of a pixel lies in a box with round corners: the part of a half-pixel ramp across the nearest edge.</summary>
    private static float Coverage(in DrawCommand c, int x, int y)
    {
        float px = x + 0.5f - (c.Box.X + c.Box.Width / 2), py = y + 0.5f - (c.Box.Y + c.Box.Height / 2);
        if (c.Size <= 0)
        {
            float w = Math.Min(x + 1, c.Box.Right) - Math.Max(x, c.Box.X), h = Math.Min(y + 1, c.Box.Bottom) - Math.Max(y, c.Box.Y);
            return Math.Max(0, w) * Math.Max(0, h);
        }
        float dx = MathF.Abs(px) - (c.Box.Width / 2 - c.Size), dy = MathF.Abs(py) - (c.Box.Height / 2 - c.Size);
        float distance = dx > 0 && dy > 0 ? MathF.Sqrt(dx * dx + dy * dy) - c.Size : Math.Max(dx, dy) - c.Size;
        return Math.Clamp(0.5f - distance, 0, 1);
    }

    private static void Write(in DrawCommand c, PixelSurface s)
    {
        TextBlock text = c.Text!;
        // Far outside is outside: beyond whole numbers there is nothing to count.
        int x0 = (int)Math.Clamp(c.Box.X, -1e8f, 1e8f) - text.Margin, y0 = (int)Math.Clamp(c.Box.Y, -1e8f, 1e8f) - text.Margin;
        int left = Math.Max(0, -x0), right = Math.Min(text.MaskWidth, s.Width - x0);
        for (int y = Math.Max(0, -y0); y < Math.Min(text.MaskHeight, s.Height - y0); y++)
        {
            Span<byte> row = s.Row(y0 + y);
            ReadOnlySpan<byte> fill = text.Fill.Slice(y * text.MaskWidth, text.MaskWidth), outline = text.Outline.IsEmpty ? default : text.Outline.Slice(y * text.MaskWidth, text.MaskWidth);
            for (int x = left; x < right; x++)
            {
                // What the letter itself covers needs no outline beneath it.
                if (!outline.IsEmpty && outline[x] > 0 && fill[x] < 255) Blend(row, x0 + x, s, c.Second, outline[x] * c.Second.A / 255);
                if (fill[x] > 0) Blend(row, x0 + x, s, c.Color, fill[x] * c.Color.A / 255);
            }
        }
    }

    private static void HeatMap(in DrawCommand c, ReadOnlySpan<float> weights, PixelSurface s)
    {
        float largest = 0;
        foreach (float w in weights) largest = Math.Max(largest, w);
        if (!(largest > 0) || !float.IsFinite(largest)) return;
        (int left, int right) = Clip(c.Box.X, c.Box.Right, s.Width);
        (int top, int bottom) = Clip(c.Box.Y, c.Box.Bottom, s.Height);
        Span<float> line = c.Columns <= 512 ? stackalloc float[c.Columns] : new float[c.Columns];
        float stepX = c.Columns / c.Box.Width, stepY = c.Rows / c.Box.Height;
        for (int y = top; y < bottom; y++)
        {
            float gy = Math.Clamp((y + 0.5f - c.Box.Y) * stepY - 0.5f, 0, c.Rows - 1);
            int y0 = (int)gy, y1 = Math.Min(y0 + 1, c.Rows - 1);
            for (int i = 0; i < line.Length; i++)
            {
                float a = weights[y0 * c.Columns + i], b = weights[y1 * c.Columns + i];
                line[i] = Math.Max(0, a + (b - a) * (gy - y0)) / largest;
            }
            Span<byte> row = s.Row(y);
            for (int x = left; x < right; x++)
            {
                float gx = Math.Clamp((x + 0.5f - c.Box.X) * stepX - 0.5f, 0, c.Columns - 1);
                int x0 = (int)gx, x1 = Math.Min(x0 + 1, c.Columns - 1);
                Rgba glow = HeatColors.Of(line[x0] + (line[x1] - line[x0]) * (gx - x0));
                Blend(row, x, s, glow, glow.A * c.Color.A / 255);
            }
        }
    }

    private static void Line(in DrawCommand c, ReadOnlySpan<float> points, PixelSurface s)
    {
        (int left, int right) = Clip(c.Box.X - 1, c.Box.Right + 1, s.Width);
        (int top, int bottom) = Clip(c.Box.Y - 1, c.Box.Bottom + 1, s.Height);
        for (int y = top; y < bottom; y++)
        {
            Span<byte> row = s.Row(y);
            for (int x = left; x < right; x++)
            {
                float nearest = float.MaxValue;
                for (int i = 0; i + 3 < points.Length; i += 2) nearest = Math.Min(nearest, Distance(x + 0.5f, y + 0.5f, points.Slice(i, 4)));
                float coverage = Math.Clamp(c.Size / 2 + 0.5f - MathF.Sqrt(nearest), 0, 1);
                if (coverage > 0) Blend(row, x, s, c.Color, coverage);
            }
        }
    }

    /// <summary>The squared distance of a point from a stretch of line.</summary>
    private static float Distance(float x, float y, ReadOnlySpan<float> ends)
    {
        float dx = ends[2] - ends[0], dy = ends[3] - ends[1], px = x - ends[0], py = y - ends[1], length = dx * dx + dy * dy;
        float t = length > 0 ? Math.Clamp((px * dx + py * dy) / length, 0, 1) : 0;
        return (px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy);
    }

    private static (int From, int To) Clip(float low, float high, int size) =>
        ((int)Math.Clamp(MathF.Floor(low), 0, size), (int)Math.Clamp(MathF.Ceiling(high), 0, size));

    private static void Blend(Span<byte> row, int x, PixelSurface s, Rgba color, float coverage) => Blend(row, x, s, color, (int)(color.A * coverage + 0.5f));

    private static void Blend(Span<byte> row, int x, PixelSurface s, Rgba color, int alpha)
    {
        if (alpha <= 0) return;
        Span<byte> p = row.Slice(x * s.BytesPerPixel, s.BytesPerPixel);
        int red = s.RedAt;
        if (p.Length == 4 && p[3] < 255)
        {
            Over(p, red, color, alpha);
            return;
        }
        p[red] = Between(p[red], color.R, alpha);
        p[1] = Between(p[1], color.G, alpha);
        p[2 - red] = Between(p[2 - red], color.B, alpha);
    }

    /// <summary>Onto a pixel that is not opaque: the colours weigh by what each of them covers.</summary>
    private static void Over(Span<byte> p, int red, Rgba color, int alpha)
    {
        int below = p[3] * (255 - alpha) / 255, total = alpha + below;
        p[red] = (byte)((color.R * alpha + p[red] * below) / total);
        p[1] = (byte)((color.G * alpha + p[1] * below) / total);
        p[2 - red] = (byte)((color.B * alpha + p[2 - red] * below) / total);
        p[3] = (byte)total;
    }

    private static byte Between(byte from, byte to, int alpha) => (byte)(from + ((to - from) * alpha * 257 + 32768 >> 16));
}
