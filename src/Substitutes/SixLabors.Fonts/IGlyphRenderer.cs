using System.Numerics;

namespace SixLabors.Fonts;

public interface IGlyphRenderer
{
    void BeginText(in FontRectangle bounds);

    void EndText();

    bool BeginGlyph(in FontRectangle bounds, in GlyphRendererParameters parameters);

    void EndGlyph();

    void BeginFigure();

    void MoveTo(Vector2 point);

    void QuadraticBezierTo(Vector2 secondControlPoint, Vector2 point);

    void CubicBezierTo(Vector2 secondControlPoint, Vector2 thirdControlPoint, Vector2 point);

    void LineTo(Vector2 point);

    void EndFigure();

    TextDecorations EnabledDecorations();

    void SetDecoration(TextDecorations textDecorations, Vector2 start, Vector2 end, float thickness);
}
