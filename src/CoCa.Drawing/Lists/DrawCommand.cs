using CoCa.Drawing.Text;

namespace CoCa.Drawing.Lists;

/// <summary>One thing to draw.</summary>
/// <param name="Kind">What.</param>
/// <param name="Box">Where; of text only its upper left corner counts.</param>
/// <param name="Color">The colour: of the top edge, the text, the line; of a heat map its opacity at the largest weight.</param>
/// <param name="Second">The lower edge's colour, or the text's outline's.</param>
/// <param name="Size">The corners' radius, or the line's width.</param>
/// <param name="Text">The text; null for all else.</param>
/// <param name="Start">Where the weights or points begin in <see cref="DrawList.Values"/>.</param>
/// <param name="Columns">Columns of the grid, or the number of points.</param>
/// <param name="Rows">Rows of the grid.</param>
public readonly record struct DrawCommand(DrawKind Kind, Box Box, Rgba Color, Rgba Second, float Size, TextBlock? Text, int Start, int Columns, int Rows);
