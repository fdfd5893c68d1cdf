using System.Numerics;

namespace SixLabors.Fonts.Layout;

/// <summary>A glyph's curves in font units, y upwards. A verb takes one, two or three points: line (also: move), quadratic, cubic.</summary>
internal sealed class GlyphOutline
{
    internal enum Verb : byte
    {
        Move, Line, Quadratic, Cubic,
    }

    public List<Verb> Verbs { get; } = [];

    public List<Vector2> Points { get; } = [];

    public void Draw(IGlyphRenderer target, float x, float baseline, float scale)
    {
        int at = 0;
        bool isOpen = false;
        foreach (Verb verb in Verbs)
        {
            switch (verb)
            {
                case Verb.Move:
                    if (isOpen) target.EndFigure();
                    target.BeginFigure();
                    target.MoveTo(Next());
                    isOpen = true;
                    break;
                case Verb.Line:
                    target.LineTo(Next());
                    break;
                case Verb.Quadratic:
                    target.QuadraticBezierTo(Next(), Next());
                    break;
                default:
                    target.CubicBezierTo(Next(), Next(), Next());
                    break;
            }
        }
        if (isOpen) target.EndFigure();

        Vector2 Next()
        {
            Vector2 p = Points[at++];
            return new(x + p.X * scale, baseline - p.Y * scale);
        }
    }
}
